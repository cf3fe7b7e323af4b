package depot.discovery.telemetry;

import depot.common.config.BadSetting;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.common.threads.Worker;
import depot.common.time.Time;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.LoggerFactory;

/** Telemetry as a whole: the port, its reader, and what is known from it. Any thread may call all methods. */
public final class TelemetryService implements AutoCloseable {
    /** Rovers send one a second; twice that leaves room for what waited. */
    private static final int DATAGRAMS_PER_ROVER = 2;
    private static final int LEAST_PER_SECOND = 2000; // also counts datagrams of rovers that are not registered
    public static final String PORT_SETTING = "TELEMETRY_PORT";

    private final TelemetryBoard board;
    private final TelemetryListener listener;
    private final Optional<PositionLog> positions; // empty where nothing can be kept
    private final Time time;
    private Worker worker; // null before start

    /**
     * Opens the port; nothing is read before {@link #start}.
     *
     * @param port 0 for any free one
     * @param data the folder where positions are kept; empty where there is none
     * @param located is given each position of a registered rover, on the thread that reads; it must be quick
     * @param wanted whether that port was set: then the start fails without it, else opening it is tried again
     * @throws BadSetting when the port was asked for and cannot be opened
     */
    public TelemetryService(int port, boolean wanted, int maxRovers, Fleet fleet, Optional<Path> data,
            BiConsumer<String, Telemetry.Position> located, Time time, CollectorRegistry registry) {
        this.time = time;
        Counter datagrams = Counter.build("depot_telemetry_datagrams_total", "Datagrams read from the telemetry's port.")
                .register(registry);
        Counter lost = Counter.build("depot_telemetry_lost_total",
                "What was read and not taken: lines, of rovers that are not registered parts of datagrams, and datagrams.")
                .labelNames("why").register(registry);
        for (String why : new String[] {"unreadable_line", "unregistered", "too_large"}) {
            lost.labels(why); // there from the start, so that an increase is seen
        }
        positions = data.map(directory -> new PositionLog(directory, time));
        board = new TelemetryBoard(fleet, time, CurveMemory.ofThisProcess(), lost.labels("unregistered"),
                (rover, position) -> {
                    positions.ifPresent(kept -> kept.add(rover, position));
                    located.accept(rover, position);
                });
        listener = new TelemetryListener(port, Math.max(LEAST_PER_SECOND, maxRovers * DATAGRAMS_PER_ROVER), board, time, datagrams, lost);
        new TelemetryMetrics(board, listener, time).register(registry);
        try {
            listener.open();
        } catch (IOException e) {
            if (wanted) {
                throw new BadSetting(PORT_SETTING, port + " cannot be opened: " + e.getMessage());
            }
            listener.couldNotOpen(e);
        }
    }

    public void start() {
        worker = Worker.start("telemetry", listener::run);
    }

    /** Where it listens; 0 while the port cannot be opened. */
    public int port() {
        return listener.port();
    }

    /** Logs the port that it listens on. */
    public void logPort() {
        if (port() > 0) {
            LoggerFactory.getLogger("depot.discovery").info("telemetry is listened for on UDP port {}", port());
        }
    }

    /** Why nothing comes in, for a person. */
    public Optional<String> problem() {
        return listener.problem();
    }

    /** What was last heard of the rover within an hour; some of it may not be fresh. */
    public Optional<Telemetry> newest(String rover) {
        return board.newest(rover);
    }

    /** Nothing is known of it any more. */
    public void forget(String rover) {
        board.forget(rover);
    }

    /** A rover's newest telemetry and its curves of the last hour, as JSON; without points when nothing came. */
    public byte[] hour(String rover) {
        Optional<TelemetryBoard.Hour> hour = board.hour(rover);
        long now = time.nanos();
        long millis = time.millis();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeFieldName("telemetry");
            if (hour.isPresent() && hour.get().newest().isFresh(now)) {
                new TelemetryJson(hour.get().newest(), now, millis).writeTo(json);
            } else {
                json.writeNull();
            }
            json.writeNumberField("until", millis);
            json.writeNumberField("stepMillis", Curve.STEP.toMillis());
            json.writeFieldName("curves");
            CurvesJson.write(json, hour.map(TelemetryBoard.Hour::curves));
            json.writeEndObject();
        });
    }

    /**
     * {@code {"positions":[milliseconds, latitude, longitude, accuracy, …]}}, by the rover's own clock; an accuracy of 0 is not known.
     *
     * @param room what is read is charged to it, first
     */
    public JsonText.Body positions(String rover, long fromMillis, long toMillis, OutputBudget.Room room) throws IOException {
        PositionList found = positions.isEmpty() ? new PositionList(room)
                : positions.get().between(rover, fromMillis * 1_000_000, toMillis * 1_000_000, room);
        return found::writeTo;
    }

    /** Stops listening. */
    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        listener.close();
        positions.ifPresent(PositionLog::close);
    }
}
