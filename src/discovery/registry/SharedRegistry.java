package depot.discovery.registry;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.time.Time;
import depot.database.DatabaseAway;
import depot.database.DatabaseUrl;
import depot.database.Listener;
import depot.database.Migrator;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of rovers that several discoveries share in PostgreSQL, so that they act as one. Registrations are rows; messages of
 * rovers, states of links and e-stops go from process to process by NOTIFY, and are stored nowhere. While the database is away each
 * process goes on with what it knows.
 *
 * <pre>
 *   a registration → RegistryWriter → rows, NOTIFY ─→ Listener of each → the rows are read → Fleet
 *   heartbeats, links, e-stops → Notifier → NOTIFY ─→ Listener of the others ────────────→ Fleet
 * </pre>
 *
 * Each process judges by its own steady clock whether the others live and whether a rover is silent. Thread-safe.
 */
public final class SharedRegistry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery.registry");
    private static final Migrator MIGRATOR = new Migrator("discovery", List.of("001_registry.sql"));
    private static final Duration MIGRATION = Duration.ofMinutes(1);
    private static final Duration START = Duration.ofSeconds(2);
    /** What is read after a pause of this length may have been sent long ago: it does not show that its sender lives now. */
    private static final Duration STANDSTILL = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(10);
    static final int LONGEST_ID = 128;

    private final UUID self = UUID.randomUUID();
    private final DatabaseUrl url;
    private final int mostRovers;
    private final Fleet fleet;
    private final Time time;
    private final Versions versions;
    private final RegistryWriter writer;
    private final Notifier notifier;
    private final Listener listener;
    private final Others others; // the listener's thread's, as are the next three
    private boolean migrated;
    private boolean away;
    private long lookedNanos;
    private final Gauge processes;
    private final Stops stops;
    private volatile Optional<UUID> registry; // which one was read last; written by the listener's thread, as are the next two
    private volatile Optional<String> problem = Optional.of("the registry's database was not reached yet");
    private volatile Holders holders;

    /** The fleet as this process knows it. Called by several threads, no lock held; must not wait. */
    public interface Fleet {
        /** All that is registered. */
        Collection<Registered> registered();

        /** Takes a rover's registration. */
        void adopt(Registered rover);

        /** A rover is no longer registered. */
        void forget(String id);

        /** Takes the updates for other discoveries since the last call. */
        List<RoverUpdate> drain();

        /** The next {@link #drain} must contain all that is known of these rovers. */
        void resend(Collection<String> ids);

        /** The next {@link #drain} must contain all that is known of every rover. */
        void resendAll();

        /** Updates came from another process. @param now false when they may have been sent long ago */
        void heard(UUID from, List<RoverUpdate> updates, boolean now);

        /** Other discoveries have come or gone. */
        void holdersChanged();

        /** An e-stop that another discovery was asked for. @param roverIds empty for all. @param stopped gets the id of each that obeyed */
        void stop(Optional<Set<String>> roverIds, Consumer<String> stopped);

        /** Which registry that is, or what it lacks, has changed. */
        void keptElsewhere();
    }

    /** @param known the registry that was read last, from {@link #registry}: rovers that another one lacks are not forgotten */
    public SharedRegistry(DatabaseUrl url, int mostRovers, Optional<UUID> known, Fleet fleet, CollectorRegistry metrics, Time time) {
        this.url = url;
        this.mostRovers = mostRovers;
        this.fleet = fleet;
        this.time = time;
        registry = known;
        others = new Others(time);
        holders = new Holders(self, Set.of(), false);
        lookedNanos = time.nanos();
        versions = new Versions(mostRovers);
        writer = new RegistryWriter(self, url, versions, fleet::keptElsewhere, time);
        Counter sentBytes = Counter.build("depot_registry_told_bytes_total", "What other discoveries were told of rovers, in bytes.")
                .register(metrics);
        processes = Gauge.build("depot_registry_processes", "Discoveries that live on the registry, this one included.").register(metrics);
        processes.set(1);
        notifier = new Notifier(url, payload(Payload.BEAT, ""), this::updates, this::resendAll, sentBytes, time);
        stops = new Stops(self, payloads -> notifier.send(payloads, Stops.AT_ONCE));
        listener = new Listener("registry", Line.SERVICE, url, Line.CHANNEL, new Heard());
    }

    /**
     * Starts, and waits some seconds for the database.
     *
     * @param unwritten registrations that it may lack
     * @param rows as {@link #row} gave them for rovers' ids, of the registry that was read last
     */
    public void start(Collection<Registered> unwritten, Map<String, Long> rows) {
        rows.forEach(versions::read);
        writer.want(unwritten);
        writer.start();
        notifier.start();
        if (!listener.start(START)) {
            log.warn("starting without the registry's database: rovers known before may register, and it is tried for further");
        }
    }

    private String payload(char kind, String json) {
        return new Payload(self, kind, json).text();
    }

    /** Called when others may have missed what this process sent, or it may have missed what they sent. */
    private void resendAll() {
        notifier.send(List.of(payload(Payload.JOINED, "")), LONG);
        fleet.resendAll();
    }

    private List<String> updates() {
        List<RoverUpdate> said = fleet.drain();
        return holders.count() == 1 ? List.of() // a process that joins gets everything anyway
                : Payload.listing(self, Payload.SAID, "{\"rovers\":[", said.stream().map(RoverUpdate::json).toList());
    }

    /** Why rovers of other discoveries are not known, for a person; empty when they are. */
    public Optional<String> problem() {
        return problem;
    }

    /** Which registry was read last. */
    public Optional<UUID> registry() {
        return registry;
    }

    /** Which of the discoveries hold which rovers' links. */
    public Holders holders() {
        return holders;
    }

    /** There is something for {@link Fleet#drain}. */
    public void changed() {
        notifier.changed();
    }

    // registrations

    /** A rover is about to be registered: until {@link #announced} its row in the database is ignored. */
    public void announce(String id) {
        writer.announce(id);
    }

    public void announced(String id) {
        writer.announced(id);
    }

    /** Whether a registration is not written yet. */
    public boolean isUnwritten(String id) {
        return writer.isBusy(id);
    }

    /** The version of the row that the rover has, or, while its registration is not written, had before that. */
    public OptionalLong row(String id) {
        return writer.row(id);
    }

    /** Writes a registration. @return false when it will be written later, as the database is away; within two seconds */
    public boolean put(Registered rover) {
        return writer.put(rover);
    }

    /** Forgets a rover. @return false when it is not known to be forgotten, as the database is away; within two seconds */
    public boolean remove(String id) {
        return writer.remove(id);
    }

    // e-stop

    /**
     * Has the other discoveries send an e-stop on the links that they hold. The caller sends it on this process's own links.
     *
     * @param roverIds empty for all
     * @param stopped gets the id of each rover that showed on another discovery's link that it obeyed
     * @return ends the calls to {@code stopped}
     */
    public Runnable stop(Optional<Set<String>> roverIds, Consumer<String> stopped) {
        return stops.ask(roverIds, stopped);
    }

    // what is heard

    private final class Heard implements Listener.Events {
        @Override
        public void connecting() {
            if (!migrated) {
                migrate();
                migrated = true;
            }
        }

        @Override
        public void connected(Connection connection) {
            looked();
            others.connected();
            if (away) {
                log.info("the registry's database is back");
            }
            away = false;
            problem = Optional.empty();
            notifier.open(true);
            resendAll();
        }

        @Override
        public void present(Connection connection) throws SQLException {
            lookWhose(connection);
            writer.open(true);
            readAll(connection);
        }

        @Override
        public void heard(List<String> payloads, Connection connection) throws SQLException {
            boolean now = looked();
            Set<String> registered = new LinkedHashSet<>();
            List<Said> said = new ArrayList<>();
            for (String text : payloads) {
                Payload.parse(text).ifPresent(payload -> hear(payload, registered, said, now));
            }
            if (!registered.isEmpty()) {
                read(registered, connection);
                fleet.resend(registered); // a process that did not know these rovers has ignored their updates so far
            }
            said.forEach(each -> fleet.heard(each.from, each.updates, now));
            judgeOthers();
        }

        @Override
        public void beat(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1"); // a dead connection is as silent as one on which nothing is sent
            }
            looked();
            judgeOthers();
        }

        @Override
        public void lost(String why) {
            if (!away) {
                log.warn("the registry's database is away, rovers of other discoveries are not known: {}", why);
            }
            away = true;
            problem = Optional.of("the registry's database is away: " + why);
            writer.open(false);
            notifier.open(false);
            others.lost();
            judgeOthers();
        }
    }

    private void migrate() {
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.properties(Line.SERVICE, MIGRATION))) {
            connection.setAutoCommit(false);
            MIGRATOR.apply(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new DatabaseAway(e);
        }
    }

    /** Whether this process has been looking all the time. */
    private boolean looked() {
        long now = time.nanos();
        boolean went = now - lookedNanos < STANDSTILL.toNanos();
        lookedNanos = now;
        return went;
    }

    private void judgeOthers() {
        Others.View view = others.view();
        Holders now = new Holders(self, view.living(), view.whole());
        if (!now.equals(holders)) {
            boolean more = now.count() > holders.count();
            holders = now;
            if (more) {
                fleet.resendAll();
            }
            processes.set(now.count());
            fleet.holdersChanged();
        }
    }

    private record Said(UUID from, List<RoverUpdate> updates) {}

    private void hear(Payload payload, Set<String> registered, List<Said> said, boolean now) {
        if (payload.kind() != Payload.REGISTERED && payload.from().equals(self)) {
            return;
        }
        if (payload.kind() == Payload.LEFT) {
            others.left(payload.from());
            return;
        }
        if (now && !payload.from().equals(self)) {
            others.heard(payload.from());
        }
        try {
            switch (payload.kind()) {
                case Payload.JOINED -> {
                    notifier.send(List.of(payload(Payload.BEAT, "")), LONG);
                    fleet.resendAll();
                }
                case Payload.REGISTERED -> registered.addAll(JsonObject.parse(payload.json())
                        .texts("ids", Payload.MOST_BYTES, LONGEST_ID).orElse(List.of()));
                case Payload.SAID -> said.add(new Said(payload.from(), RoverUpdate.read(JsonObject.parse(payload.json()))));
                case Payload.STOP -> {
                    if (now) { // one of long ago is over
                        stops.asked(payload.from(), JsonObject.parse(payload.json()), fleet);
                    }
                }
                case Payload.CONFIRMED -> stops.confirmed(JsonObject.parse(payload.json()));
                default -> { } // a beat, or a newer version's
            }
        } catch (BadInput e) {
            log.debug("another discovery said what cannot be read: {}", e.getMessage());
        }
    }

    private void read(Set<String> ids, Connection connection) throws SQLException {
        Set<String> gone = new HashSet<>(ids);
        gone.removeAll(writer.busy());
        Set<String> asked = Set.copyOf(gone);
        for (RegistryTable.Row row : RegistryTable.of(connection, ids)) {
            gone.remove(row.rover().id());
            if (asked.contains(row.rover().id())) {
                adopt(row);
            }
        }
        forget(gone);
    }

    /** Nothing is written to another registry before what is known of the one before is put away. */
    private void lookWhose(Connection connection) throws SQLException {
        Optional<UUID> found = Optional.of(RegistryTable.id(connection));
        if (!found.equals(registry)) {
            writer.openedAnother();
            writer.want(fleet.registered());
            registry = found;
            fleet.keptElsewhere();
        }
    }

    /** Of what was registered before the read began, and is not about to be written, a row is there or it was forgotten. */
    private void readAll(Connection connection) throws SQLException {
        Set<String> gone = new HashSet<>();
        fleet.registered().forEach(rover -> gone.add(rover.id()));
        Set<String> busy = writer.busy();
        gone.removeAll(busy);
        List<RegistryTable.Row> rows = RegistryTable.all(connection, mostRovers);
        for (RegistryTable.Row row : rows) {
            gone.remove(row.rover().id());
            if (!busy.contains(row.rover().id())) { // else it may have been written since, and is read once more
                adopt(row);
            }
        }
        if (rows.size() < mostRovers) { // else the registry may hold more than are taken here
            forget(gone);
        }
    }

    private void adopt(RegistryTable.Row row) {
        if (!writer.isBusy(row.rover().id())) {
            versions.read(row.rover().id(), row.version());
            fleet.adopt(row.rover());
        }
    }

    private void forget(Set<String> gone) {
        for (String id : new ArrayList<>(gone)) {
            if (!writer.isBusy(id)) {
                versions.gone(id);
                fleet.forget(id);
            }
        }
    }

    /** Tells the other discoveries that this one leaves, and ends. */
    @Override
    public void close() {
        listener.close();
        writer.close();
        notifier.close(payload(Payload.LEFT, ""));
    }
}
