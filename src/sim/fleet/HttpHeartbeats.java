package depot.sim.fleet;

import depot.sim.client.HttpConnection;
import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Over HTTP, as rovers in the field do: a register call, a heartbeat every two seconds, and a register call again after three
 * that failed in a row. One connection, kept open.
 */
final class HttpHeartbeats implements Heartbeats, HttpConnection.Listener {
    private static final int MOST_FAILED = 3;
    /** A registration is answered when it is stored, which takes its time when a whole fleet comes. */
    private static final int BEATS_FOR_REGISTERING = 5;

    private final SelectorLoop loop;
    private final Service discovery;
    private final String path;
    private final String identity;
    private final Supplier<String> state;
    private final Beat beat;
    private HttpConnection connection; // null while there is none
    private boolean waiting;
    private int beatsWaited;
    private boolean registered;
    private int failed;
    private boolean inReach = true;

    /**
     * @param id in no need of an encoding in a path
     * @param identity the fields of a register call that never change
     * @param state asked for the others at each beat
     */
    HttpHeartbeats(SelectorLoop loop, Service discovery, String id, String identity, Supplier<String> state) {
        this.loop = loop;
        this.discovery = discovery;
        this.identity = identity;
        this.state = state;
        beat = new Beat(loop, INTERVAL, this::beat);
        path = discovery.url().prefix() + "/heartbeat/" + id;
    }

    @Override
    public void begin(Duration delay) {
        beat.begin(delay);
    }

    private void beat() {
        if (waiting && ++beatsWaited < (registered ? 1 : BEATS_FOR_REGISTERING)) {
            return;
        }
        if (waiting) {
            drop();
            failed("no answer in " + INTERVAL.multipliedBy(beatsWaited).toSeconds() + " s");
        }
        if (inReach) {
            speak();
        }
    }

    private void speak() {
        waiting = true;
        beatsWaited = 0;
        if (connection != null) {
            send();
        } else if (discovery.address().isEmpty()) {
            failed("nobody knows its name");
        } else {
            try {
                connection = HttpConnection.connect(loop, discovery.address().get(), this);
            } catch (IOException e) {
                failed(e.getMessage());
            }
        }
    }

    private void send() {
        String body = registered ? "{" + state.get() + "}" : "{" + identity + "," + state.get() + "}";
        connection.send(HttpConnection.request("POST", registered ? path : discovery.url().prefix() + "/register",
                discovery.url().authority(), discovery.fields(), body));
    }

    @Override
    public void opened(HttpConnection opened) {
        send();
    }

    @Override
    public void answered(HttpConnection answering, int status, ByteBuffer body) {
        if (status == 200) {
            waiting = false;
            registered = true;
            failed = 0;
            discovery.worked();
        } else {
            failed("it answers with status " + status);
        }
    }

    @Override
    public void closed(HttpConnection closing, String reason) {
        connection = null;
        if (waiting) {
            failed(reason);
        }
    }

    private void failed(String reason) {
        waiting = false;
        failed++;
        if (failed >= MOST_FAILED) {
            registered = false;
            failed = 0;
        }
        discovery.failed(reason);
    }

    private void drop() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void reach(boolean reaches) {
        inReach = reaches;
        if (!reaches) {
            drop();
            waiting = false;
        }
    }

    @Override
    public void end() {
        beat.end();
        drop();
    }
}
