package depot.dispatch.console;

import depot.common.json.JsonText;
import depot.common.threads.TimedTask;
import depot.common.threads.Worker;
import depot.database.DatabaseAway;
import depot.dispatch.store.AlarmCallTable;
import depot.dispatch.store.Changes;
import depot.dispatch.store.Transactions;
import depot.dispatch.web.AlarmJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a webhook when an alarm is raised, acknowledged or ended, with CloudEvents 1.0 in JSON (structured mode, section 3.2 of the HTTP
 * binding). A call that fails is kept in the database and tried again, after a second, two, four and so on to five minutes, for a day;
 * at most a thousand are kept. A call may come twice, with the same id. One thread of its own.
 */
public final class AlarmWebhook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofMinutes(1); // longer than a call may take
    private static final int PATIENCE_MILLIS = 5000; // for the connection, and again for each byte
    private static final Duration CALL = Duration.ofSeconds(10); // all of it together
    private static final int LONGEST_PAUSE_SECONDS = 300;
    private static final int MOST_TOGETHER = 100;
    private static final int MOST_KEPT = 1000;
    private static final long KEPT_SECONDS = Duration.ofDays(1).toSeconds();
    private static final int LOOKED_AT_EVERY = 60; // rounds

    private final Transactions transactions;
    private final Optional<URI> target;
    private final Semaphore wanted = new Semaphore(0);
    private final Worker worker;
    private int rounds; // the worker's, as is the next
    private boolean failing;

    /** @param target empty for none: then calls that are due are dropped */
    public AlarmWebhook(Transactions transactions, Optional<URI> target) {
        this.transactions = transactions;
        this.target = target;
        worker = Worker.start("webhook", this::run);
    }

    /** Any thread. */
    public void changed(Changes changes) {
        if (!changes.alarms().isEmpty()) {
            wanted.release();
        }
    }

    private void run() throws InterruptedException {
        while (true) {
            wanted.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
            wanted.drainPermits();
            try {
                round();
            } catch (DatabaseAway e) {
                // tried again in a second
            }
        }
    }

    private void round() {
        if (rounds++ % LOOKED_AT_EVERY == 0) {
            transactions.database().work(connection -> {
                if (target.isEmpty()) {
                    AlarmCallTable.dropAll(connection);
                    return null;
                }
                int dropped = AlarmCallTable.drop(connection, KEPT_SECONDS, MOST_KEPT);
                if (dropped > 0) {
                    log.warn("{} changes of alarms were not sent to the webhook: they are too old, or too many", dropped);
                }
                return null;
            });
        }
        for (int i = 0; target.isPresent() && i < MOST_TOGETHER; i++) {
            Optional<AlarmCallTable.Call> call = transactions.database().work(connection -> AlarmCallTable.take(connection, LEASE));
            if (call.isEmpty() || !deliver(call.get())) {
                return; // while one call fails, the others wait their turn
            }
        }
    }

    private boolean deliver(AlarmCallTable.Call call) {
        Optional<String> fault = fault(target.orElseThrow(), event(call), CALL);
        transactions.database().work(connection -> {
            if (fault.isEmpty()) {
                AlarmCallTable.delivered(connection, call.id());
            } else {
                AlarmCallTable.failed(connection, call.id(), pause(call.tries()));
            }
            return null;
        });
        if (fault.isPresent() && !failing) { // its address may hold a secret
            log.warn("a call of the alarm webhook failed, and is tried again: {}", fault.get());
        }
        failing = fault.isPresent();
        return fault.isEmpty();
    }

    static Duration pause(int tries) {
        return Duration.ofSeconds(Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(tries, 20)));
    }

    /** Why the call failed; empty when it succeeded. */
    static Optional<String> fault(URI target, byte[] event, Duration atMost) {
        try {
            int status = TimedTask.run("alarm webhook", atMost, () -> post(target, event));
            return status / 100 == 2 ? Optional.empty() : Optional.of("it answered with status " + status);
        } catch (IOException e) {
            return Optional.of(e.getClass().getSimpleName());
        }
    }

    private static int post(URI target, byte[] event) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/cloudevents+json; charset=utf-8");
        connection.setFixedLengthStreamingMode(event.length);
        try {
            try (OutputStream out = connection.getOutputStream()) {
                out.write(event);
            }
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    static byte[] event(AlarmCallTable.Call call) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", call.id().toString());
            json.writeStringField("source", "/depot/dispatch");
            json.writeStringField("type", "depot.alarm." + call.type());
            if (call.alarm().roverId() != null) {
                json.writeStringField("subject", call.alarm().roverId());
            }
            json.writeStringField("time", call.at().toString());
            json.writeStringField("datacontenttype", "application/json");
            json.writeFieldName("data");
            AlarmJson.write(call.alarm(), json);
            json.writeEndObject();
        });
    }

    @Override
    public void close() {
        worker.close();
    }
}
