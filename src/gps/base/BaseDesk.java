package depot.gps.base;

import depot.common.http.Refused;
import depot.common.http.Response;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.time.Time;
import depot.gnss.ubx.NavSvin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operators' calls on the base: show its set-up, change it, keep the position that a survey found. Thread-safe. */
public final class BaseDesk {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);
    private static final Duration TURN_WITHIN = Duration.ofSeconds(2);

    private final BaseSetup setup;
    private final BaseRequest requests;
    private final Optional<KeptPositionFile> file;
    private final Supplier<Optional<NavSvin>> survey;
    private final Time time;
    private final BaseWatch watch;
    private final RawData raw;
    private final BooleanSupplier rawComes;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<KeptPosition> kept; // written under the lock

    /**
     * @param configured the plan from the environment, which fills in the values that a call leaves out
     * @param usualSurvey as {@code configured}
     * @param file empty when there is no place to keep a position in
     * @param survey the state of the receiver's survey now
     * @param watch knows where the base was
     * @param recordings where the raw stream is kept; empty when it is not
     * @param receiversTime the time that the receiver sends now; empty when it sends none
     * @param rawComes whether it sends raw measurements now
     */
    public BaseDesk(BaseSetup setup, BasePlan configured, BasePlan.Mode.SurveyIn usualSurvey, Optional<KeptPosition> kept,
            Optional<KeptPositionFile> file, Supplier<Optional<NavSvin>> survey, Time time,
            BaseWatch watch, Optional<Path> recordings, Supplier<Optional<Instant>> receiversTime,
            BooleanSupplier rawComes) {
        this.setup = setup;
        requests = new BaseRequest(configured, usualSurvey);
        this.kept = kept;
        this.file = file;
        this.survey = survey;
        this.time = time;
        this.watch = watch;
        this.rawComes = rawComes;
        raw = new RawData(recordings, receiversTime, time);
    }

    /** How the receiver is set up at the start: a kept position has precedence over a survey, a configured position over both. */
    public static BasePlan atStart(BasePlan configured, Optional<KeptPosition> kept) {
        if (kept.isEmpty()) {
            return configured;
        }
        if (configured.mode() instanceof BasePlan.Mode.Fixed fixed) {
            double metres = fixed.position().distanceMetres(kept.get().position());
            log.warn("GPS_FIXED_POSITION counts, and not the kept position, which is {} m from it", Math.round(metres * 100) / 100.0);
            return configured;
        }
        return new BasePlan(BaseRequest.fixed(kept.get()), configured.rtcm());
    }

    public Optional<KeptPosition> kept() {
        return kept;
    }

    /** A call that changes something. */
    private interface Call {
        Response run() throws InterruptedException;
    }

    /** One at a time: the receiver takes seconds to answer, and whoever comes meanwhile is told so. */
    private Response alone(Call call) throws InterruptedException {
        if (!lock.tryLock(TURN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw Refused.unavailable("the base is being set up by another call: look at it, and try again in some seconds");
        }
        try {
            return call.run();
        } finally {
            lock.unlock();
        }
    }

    public Response show() {
        return Response.json(200, BaseJson.encode(setup, kept));
    }

    /** {@code POST /base}: answered when the receiver has taken it, or has not. */
    public Response change(JsonObject json) throws InterruptedException {
        return alone(() -> changeAlone(json));
    }

    private Response changeAlone(JsonObject json) throws InterruptedException {
        BasePlan plan = requests.plan(json, kept).withRaw(setup.plan().raw());
        boolean confirms = json.optionalFlag("confirm").orElse(false);
        if (plan.mode() instanceof BasePlan.Mode.Fixed fixed && json.has("position")) {
            Optional<PositionCheck.Doubt> doubt = watch.check().doubt(fixed.position(), fixed.accuracyMetres().orElse(0));
            if (doubt.isPresent() && !confirms) {
                return Response.json(409, BaseJson.doubted(doubt.get()));
            }
            watch.confirm(confirms ? fixed.position() : null);
            if (BaseRequest.keeps(json)) {
                checkPossible();
                write(BaseRequest.kept(json, fixed, time.millis()));
            }
        }
        return apply(plan);
    }

    /**
     * {@code GET /base/raw}: the recordings, and the command that makes a RINEX file of them.
     *
     * @param hours how many of the newest hours; a day where it is not given
     */
    public Response rawData(Optional<String> hours) {
        int newest = hours.map(BaseDesk::hours).orElse(RawData.HOURS_OF_A_DAY);
        try {
            return Response.json(200, raw.encode(setup.plan().raw().orElseGet(rawComes::getAsBoolean), rawComes.getAsBoolean(), newest));
        } catch (IOException e) {
            throw Refused.unavailable("the recordings cannot be listed");
        }
    }

    private static int hours(String text) {
        try {
            int hours = Integer.parseInt(text);
            if (hours >= 1 && hours <= RawData.MOST_HOURS) {
                return hours;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw BadInput.notAllowed("hours", "must be from 1 to " + RawData.MOST_HOURS);
    }

    /** {@code POST /base/raw}: whether the receiver sends its raw measurements too, which the recording then has. */
    public Response rawData(JsonObject json) throws InterruptedException {
        return alone(() -> rawDataAlone(json));
    }

    private Response rawDataAlone(JsonObject json) throws InterruptedException {
        boolean on = json.optionalFlag("rawData").orElseThrow(() -> BadInput.malformed("the field rawData is missing"));
        if (on && raw.recordings().isEmpty()) {
            throw new Refused(409, "nothing is recorded: set GPS_RECORD_DIR");
        }
        if (!setup.isUblox()) {
            throw new Refused(409, "raw measurements are set up on u-blox receivers only");
        }
        checkPossible();
        SetupResult result = setup.plan(setup.plan().withRaw(Optional.of(on)), ANSWER_WITHIN, false);
        if (result instanceof SetupResult.Refused) {
            throw new Refused(409, result.problem());
        }
        return rawData(Optional.empty());
    }

    /** {@code POST /base/accept}: the position that rovers get now is right, though it jumped. */
    public Response accept() {
        if (!watch.accept()) {
            throw new Refused(409, "the base position has not jumped");
        }
        return show();
    }

    /** {@code POST /base/keep}: the survey's position, from now on and after every restart. */
    public Response keep() throws InterruptedException {
        return alone(this::keepAlone);
    }

    private Response keepAlone() throws InterruptedException {
        NavSvin ended = survey.get().filter(s -> s.valid() && !s.active())
                .orElseThrow(() -> new Refused(409, "there is no survey that has ended"));
        KeptPosition found = new KeptPosition(ended.mean(), ended.accuracyMetres(), time.millis());
        write(found);
        return apply(new BasePlan(BaseRequest.fixed(found), setup.plan().rtcm(), setup.plan().raw()));
    }

    private void write(KeptPosition found) {
        try {
            file.orElseThrow(() -> new Refused(409, "there is no place to keep it in: set DATA_DIR")).write(found);
        } catch (IOException e) {
            log.warn("the base position cannot be kept: {}", e.toString());
            throw Refused.unavailable("the position cannot be written to DATA_DIR");
        }
        kept = Optional.of(found);
        log.info("the base position{} is kept: {}", found.source().map(source -> " by " + source).orElse(""), found.position()
                .toGeodetic());
    }

    /** {@code DELETE /base/keep}: the receiver stays as it is; the next start goes by the environment. */
    public Response forget() throws InterruptedException {
        return alone(this::forgetAlone);
    }

    private Response forgetAlone() {
        if (kept.isEmpty()) {
            throw Refused.notFound("no position is kept");
        }
        try {
            file.orElseThrow().delete();
        } catch (IOException e) {
            log.warn("the kept base position cannot be forgotten: {}", e.toString());
            throw Refused.unavailable("the file in DATA_DIR cannot be removed");
        }
        kept = Optional.empty();
        return Response.empty(204);
    }

    private void checkPossible() {
        if (!setup.possible()) {
            throw new Refused(409, "this source takes no commands");
        }
    }

    private Response apply(BasePlan plan) throws InterruptedException {
        checkPossible();
        watch.commanded();
        SetupResult result = setup.plan(plan, ANSWER_WITHIN);
        if (result instanceof SetupResult.Refused) {
            throw new Refused(409, result.problem());
        }
        boolean done = result instanceof SetupResult.Done || result instanceof SetupResult.LeftAlone;
        return Response.json(done ? 200 : 202, BaseJson.encode(setup, kept)); // 202: it will be when the receiver is there
    }
}
