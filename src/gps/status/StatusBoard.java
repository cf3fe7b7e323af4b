package depot.gps.status;

import depot.common.broadcast.Wakeup;
import depot.common.http.Response;
import depot.common.time.Time;
import depot.common.websocket.WatchOnly;
import depot.common.websocket.WebSocketHandler;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Shows the base station's status, over HTTP and WebSocket. Any thread; one thread calls {@link #run}. */
public final class StatusBoard {
    private final ReceiverState state;
    private final Supplier<String> source;
    private final IntSupplier clients;
    private final Supplier<Judged> judged;
    private final StatusFeed feed;

    /**
     * @param changed what the state signals
     * @param clients of the caster
     * @param judged what is thought of the base now
     */
    public StatusBoard(ReceiverState state, Time time, Wakeup changed, Supplier<String> source, IntSupplier clients,
            Supplier<Judged> judged) {
        this.state = state;
        this.source = source;
        this.clients = clients;
        this.judged = judged;
        feed = new StatusFeed(this::status, time, changed);
    }

    private Status status() {
        return state.status(source.get(), clients.getAsInt(), judged.get());
    }

    /** Feeds the consoles until interrupted. */
    public void run() throws InterruptedException {
        feed.run();
    }

    public Response show() {
        return Response.json(200, StatusJson.encode(status()));
    }

    public Response satellites() {
        return Response.json(200, SatellitesJson.encode(state.satellites()));
    }

    /** A console on {@code /ws}: it watches, and has nothing to say. */
    public WebSocketHandler console() {
        return new WatchOnly(feed::follow);
    }
}
