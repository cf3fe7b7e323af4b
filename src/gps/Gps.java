package depot.gps;

import depot.common.broadcast.Wakeup;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.http.Access;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.service.Service;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.common.tls.TlsIdentity;
import depot.gnss.Ecef;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;
import depot.gps.base.BaseDesk;
import depot.gps.base.BaseMemory;
import depot.gps.base.BasePlan;
import depot.gps.base.BaseSetup;
import depot.gps.base.BaseWatch;
import depot.gps.base.KeptPosition;
import depot.gps.base.KeptPositionFile;
import depot.gps.base.MovedGuard;
import depot.gps.base.ReceiverKind;
import depot.gps.base.ReceiverPolls;
import depot.gps.caster.Caster;
import depot.gps.caster.CasterConfig;
import depot.gps.caster.SourceTable;
import depot.gps.caster.TlsPort;
import depot.gps.corrections.AntennaMessages;
import depot.gps.corrections.Corrections;
import depot.gps.corrections.Usability;
import depot.gps.ntrip.NtripPush;
import depot.gps.ntrip.NtripSource;
import depot.gps.raw.RawPort;
import depot.gps.record.Recorder;
import depot.gps.sim.SimulatedSource;
import depot.gps.source.Receiver;
import depot.gps.source.StreamListener;
import depot.gps.status.GpsMetrics;
import depot.gps.status.Judged;
import depot.gps.status.ReceiverState;
import depot.gps.status.StatusBoard;
import depot.gps.status.TimedSurvey;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gps service: one receiver's stream, read once, and everything made from it.
 *
 * <pre>
 *   ReceiverSource → Receiver → ReceiverState → StatusBoard → /status, /ws, /satellites
 *                      │  ↑   → BaseSetup ←─── BaseDesk ←──── /base
 *                      │  │   → ReceiverPolls ─┐
 *                      │  └─────────┘ commands
 *                      ├──────→ BaseWatch → MovedGuard ─┐ stops
 *                      ├──────→ Corrections ←───────────┘ → Caster → rovers, NtripPush → outside casters
 *                      ├──────→ RawPort → programs that look on
 *                      └──────→ Recorder → hourly files
 * </pre>
 */
public final class Gps implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Service service;
    private final Corrections corrections;
    private final ReceiverState state;
    private final ReceiverPolls polls;
    private final BaseSetup setup;
    private final BaseDesk desk;
    private final BaseWatch watch;
    private final Optional<RawPort> raw;
    private final Caster caster;
    private final TimedSurvey timedSurvey = new TimedSurvey(Time.SYSTEM);

    private Gps(Service service, GpsConfig config) {
        this.service = service;
        config.dataDirectory().ifPresent(directory -> service.keepsData("DATA_DIR", directory, Time.SYSTEM));
        Optional<KeptPosition> kept = kept(config);
        CollectorRegistry registry = service.registry();
        Wakeup changed = new Wakeup();
        corrections = new Corrections(Time.SYSTEM);
        state = new ReceiverState(Time.SYSTEM, changed);
        boolean simulated = config.source() instanceof SimulatedSource;
        boolean hears = config.source().takesCommands() && config.receiver() != ReceiverKind.ANY;
        polls = new ReceiverPolls(config.receiver(), hears, this::isToBeBase, Time.SYSTEM);
        setup = new BaseSetup(BaseDesk.atStart(config.plan(), kept), hears, config.receiver(), polls::isUblox, polls::isKnownNotToBe,
                state::version, this::settingsSent, BaseSetup.Pauses.USUAL);
        BaseMemory memory = new BaseMemory(config.dataDirectory(), Time.SYSTEM);
        watch = new BaseWatch(Time.SYSTEM, config.movedMetres(), this::positionSet, this::keptPosition, memory,
                config.source().takesCommands() && !simulated);
        desk = new BaseDesk(setup, config.plan(), config.survey(), kept, config.dataDirectory().map(KeptPositionFile::new), state::survey,
                Time.SYSTEM, watch,
                config.recordDirectory(), state::receiversTime, state::rawComes);
        MovedGuard guard = new MovedGuard(watch, config.movedStops(), corrections::stop, corrections::resume);
        Optional<Recorder> recorder = config.recordDirectory().map(folder ->
                new Recorder(folder, config.recordFreeBytes(), config.recordDays(), Recorder.FreeSpace.OF_THE_DISK, Time.SYSTEM));
        List<StreamListener> listeners = new ArrayList<>(List.of(state, polls, setup, memory, watch, guard, passing(config)));
        recorder.ifPresent(listeners::addFirst);
        raw = rawPort(config);
        raw.ifPresent(listeners::add);
        Receiver receiver = new Receiver(config.source(), Time.SYSTEM, listeners);
        ReceiversFacts facts = new ReceiversFacts(state, corrections, simulated);
        CorrectionsReport report = new CorrectionsReport(state, corrections, setup, timedSurvey, config.source() instanceof NtripSource);
        recorder.ifPresent(each -> service.atEnd(each::close));
        raw.ifPresent(each -> service.atEnd(each::close));
        service.atEnd(setup::close);
        service.atEnd(polls::close);
        service.atEnd(receiver::close);
        caster = caster(config.caster(), corrections, facts, registry);
        service.atEnd(caster::close);
        config.caster().tls().ifPresent(tls -> service.atEnd(tlsPort(config, tls)::close));
        SourceTable table = new SourceTable(corrections, facts);
        List<NtripPush> pushes = config.pushes().stream().map(address ->
                NtripPush.start(address, corrections, () -> table.stream(address.mountpoint(), false))).toList();
        pushes.forEach(each -> service.atEnd(each::close));
        new OutputMetrics(recorder, pushes, raw).register(registry);
        GpsHealth health = new GpsHealth(state, receiver, setup, watch, report, recorder, pushes);
        Supplier<Judged> judged = () -> {
            Usability usability = corrections.usability();
            return new Judged(health.degraded(), usability, report.cause(usability), report.why(usability), report.survey(), simulated,
                    Stream.concat(setup.result().notes().stream(), report.notes().stream()).toList(), pushes.stream().map(NtripPush::view)
                    .toList());
        };
        StatusBoard board = new StatusBoard(state, Time.SYSTEM, changed, config.source()::name, caster::clients, judged);
        new GpsMetrics(state, receiver::opened, judged, () -> watch.problem().isPresent()).register(registry);
        service.atEnd(Worker.start("gps-feed", board::run)::close);
        service.atEnd(Worker.start("gps-guard", () -> {
            while (true) {
                Thread.sleep(LOOK);
                guard.look();
                memory.save();
            }
        })::close);
        recorder.ifPresent(Recorder::start);
        setup.start();
        polls.start();
        receiver.start();
        service.serve(health, routes -> declare(routes, board));
    }

    private static Optional<RawPort> rawPort(GpsConfig config) {
        try {
            return config.rawPort().isEmpty() ? Optional.empty() : Optional.of(new RawPort(config.rawPort().getAsInt(), Time.SYSTEM));
        } catch (IOException e) {
            throw new BadSetting("GPS_TCP_PORT", config.rawPort().getAsInt() + " cannot be opened: " + e.getMessage());
        }
    }

    private Caster caster(CasterConfig config, Corrections corrections, ReceiversFacts facts, CollectorRegistry registry) {
        try {
            return Caster.start(config, corrections, facts, registry);
        } catch (IOException e) {
            throw new BadSetting("NTRIP_PORT", config.port() + " cannot be opened: " + e.getMessage());
        }
    }

    private TlsPort tlsPort(GpsConfig config, CasterConfig.Tls tls) {
        TlsIdentity identity = identity(config, tls);
        try {
            TlsPort port = new TlsPort(tls.port(), caster.port(), identity, config.caster().limits(), Time.SYSTEM);
            log.info("NTRIP over TLS on port {}, with the certificate SHA-256 {}", port.port(), identity.fingerprint());
            return port;
        } catch (IOException e) {
            throw new BadSetting("NTRIP_TLS_PORT", tls.port() + " cannot be opened: " + e.getMessage());
        }
    }

    private static TlsIdentity identity(GpsConfig config, CasterConfig.Tls tls) {
        try {
            if (tls.given().isPresent()) {
                return TlsIdentity.read(tls.given().get().certificate(), tls.given().get().key());
            }
            Path folder = config.dataDirectory().orElseThrow(() ->
                    new BadSetting("TLS_CERT", "is to be set: there is no DATA_DIR to keep one in that is made"));
            return TlsIdentity.keptIn(folder.resolve("tls"), tls.names(), new SecureRandom());
        } catch (IOException e) {
            throw new BadSetting("TLS_CERT", "cannot be used: " + e.getMessage());
        }
    }

    private StreamListener passing(GpsConfig config) {
        Optional<AntennaMessages> antenna = config.antenna().map(text ->
                new AntennaMessages(text, state::version, Time.SYSTEM, corrections::accept));
        return new StreamListener() {
            @Override
            public void frame(Frame frame) {
                if (frame.protocol() == Protocol.RTCM3) {
                    corrections.accept(frame);
                    antenna.ifPresent(messages -> messages.after(frame));
                }
            }
        };
    }

    private void settingsSent() {
        corrections.forgetPosition();
        watch.begunAnew();
        state.begunAnew();
        timedSurvey.forget();
        if (!setup.isUblox() && setup.plan().mode() instanceof BasePlan.Mode.SurveyIn survey) {
            timedSurvey.begin(setup.surveysBySeconds() ? OptionalInt.of(survey.seconds()) : OptionalInt.empty());
        }
    }

    private boolean isToBeBase() {
        return !setup.leavesAlone();
    }

    private Optional<KeptPosition> keptPosition() {
        return desk.kept();
    }

    /** The position that the base is set to, once the receiver got it; one that takes no commands should have it by itself. */
    private Optional<Ecef> positionSet() {
        boolean counts = setup.isConcluded() || !setup.possible();
        return counts && setup.plan().mode() instanceof BasePlan.Mode.Fixed fixed ? Optional.of(fixed.position()) : Optional.empty();
    }

    private void declare(Routes routes, StatusBoard board) {
        routes.get("/status", Access.CONSOLE, request -> board.show())
                .get("/satellites", Access.CONSOLE, request -> board.satellites())
                .get("/clients", Access.CONSOLE, request -> Response.json(200, ClientsJson.encode(caster.clientList())))
                .webSocket("/ws", Access.CONSOLE, service.webSockets().endpoint(request -> board.console()))
                .get("/base", Access.CONSOLE, request -> desk.show())
                .post("/base", Access.CONSOLE, request -> desk.change(request.json()))
                .get("/base/raw", Access.CONSOLE, request -> desk.rawData(request.query("hours")))
                .post("/base/raw", Access.CONSOLE, request -> desk.rawData(request.json()))
                .post("/base/accept", Access.CONSOLE, request -> desk.accept())
                .post("/base/keep", Access.CONSOLE, request -> desk.keep())
                .delete("/base/keep", Access.CONSOLE, request -> desk.forget());
    }

    /**
     * Starts the service from its environment values; it answers when this returns.
     *
     * @throws BadSetting for a value that cannot be used, a port that is taken among them
     */
    public static Gps start(Map<String, String> environment) {
        return start(new Environment(environment));
    }

    static Gps start(Environment environment) {
        GpsConfig config = GpsConfig.from(environment);
        Gps gps = Service.start("gps", new Service.Settings(config.port(), config.gate(), config.http(), config.webSocket()),
                service -> new Gps(service, config));
        if (config.source() instanceof SimulatedSource) {
            log.warn("the base station is MADE UP (GPS_SOURCE=sim:): its corrections are of no use to a rover");
        }
        log.info("casting on port {}, reading {}", gps.casterPort(), config.source().name());
        return gps;
    }

    private static Optional<KeptPosition> kept(GpsConfig config) {
        if (config.dataDirectory().isEmpty()) {
            return Optional.empty();
        }
        try {
            return new KeptPositionFile(config.dataDirectory().get()).read();
        } catch (IOException e) { // to go on without it could move the base
            throw new BadSetting("DATA_DIR", "holds a kept base position that cannot be read, mend or remove it: " + e.getMessage());
        }
    }

    public int port() {
        return service.port();
    }

    /** What it answers, for tests of what it says of that. */
    public List<String> routes() {
        return service.routes();
    }

    public int casterPort() {
        return caster.port();
    }

    /** The port of the raw stream; empty where there is none. */
    OptionalInt rawPort() {
        return raw.isPresent() ? OptionalInt.of(raw.get().port()) : OptionalInt.empty();
    }

    /** Stops accepting, closes every WebSocket, finishes the requests under way, and closes the receiver and the recording. */
    @Override
    public void close() {
        service.close();
    }
}
