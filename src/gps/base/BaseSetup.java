package depot.gps.base;

import depot.common.broadcast.Wakeup;
import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.gnss.frames.Frame;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.MonVer;
import depot.gps.source.ReceiverLink;
import depot.gps.source.StreamListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the receiver set up as planned: sets it up after every (re)connection and when the plan changes, and checks it every
 * half minute, as a receiver that lost its power for a moment has forgotten all that was in its RAM. Logs each new outcome once.
 * A receiver that is left alone is only asked for the goal of its survey.
 *
 * <p>Any thread may ask and plan; a thread of its own sends the commands.
 */
public final class BaseSetup implements StreamListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");

    /** @param longestRetry the pauses after a failure grow to this */
    public record Pauses(Duration answerWithin, Duration look, Duration firstRetry, Duration longestRetry) {
        public static final Pauses USUAL = new Pauses(Duration.ofMillis(1500), Duration.ofSeconds(30), Duration.ofSeconds(2),
                Duration.ofSeconds(30));
    }

    private final boolean possible;
    private final Pauses pauses;
    private final BooleanSupplier isUblox;
    private final BooleanSupplier isOther;
    private final Runnable onSent;
    private final Commands commands;
    private final TextCommands texts;
    private final Configurator configurator;
    private volatile Optional<BasePlan.Mode.SurveyIn> goalOfReceiver = Optional.empty(); // of a receiver that is left alone; the worker's
    private volatile boolean anew; // carry the plan out even where the receiver seems set up so already; under this
    private final Wakeup wakeup = new Wakeup();
    private volatile BasePlan plan; // written by the thread that plans, under this
    private volatile long planned; // counts plans; as above
    private volatile long opened; // counts links; written by the reading thread
    private volatile SetupResult result = new SetupResult.Waiting(); // written under this
    private volatile long concluded = -1; // the newest plan that has a result; as above
    private Optional<Boolean> rawSet = Optional.empty(); // by the newest plan that was carried out; the worker's
    private String lastProblem = ""; // as last logged; the worker's
    private Worker worker;

    /**
     * @param possible whether commands can be sent to the source at all
     * @param kind whose commands set it up; u-blox's for AUTO and ANY
     * @param isUblox whether the receiver has shown that it is a u-blox
     * @param isOther whether it was asked and is no u-blox: then the plan is not sent to it
     * @param onSent called when the receiver has got new settings
     */
    public BaseSetup(BasePlan plan, boolean possible, ReceiverKind kind, BooleanSupplier isUblox, BooleanSupplier isOther,
            Supplier<Optional<MonVer>> version, Runnable onSent,
            Pauses pauses) {
        this.plan = plan;
        this.possible = possible;
        this.isUblox = isUblox;
        this.isOther = kind == ReceiverKind.AUTO ? isOther : () -> false;
        this.onSent = onSent;
        this.pauses = pauses;
        commands = new Commands(pauses.answerWithin());
        texts = new TextCommands(pauses.answerWithin());
        configurator = switch (kind) {
            case UNICORE -> new UnicoreConfigurator(texts);
            case SEPTENTRIO -> new SeptentrioConfigurator(texts);
            case AUTO, UBLOX, ANY -> new BaseConfigurator(commands, version);
        };
        if (plan.mode() instanceof BasePlan.Mode.LeftAlone) {
            result = new SetupResult.LeftAlone();
        } else if (!possible) {
            log.warn("this source takes no commands: it is not set up ({}){}", plan.mode().text(),
                    plan.mode() instanceof BasePlan.Mode.Fixed ? ", only watched whether it has that position" : "");
        }
    }

    public void start() {
        if (possible) {
            worker = Worker.start("gps-base", this::run);
        }
    }

    public boolean possible() {
        return possible;
    }

    /** Whether it is set up by u-blox's commands: such a receiver reports the progress of its survey. */
    public boolean isUblox() {
        return configurator instanceof BaseConfigurator;
    }

    /** Whether a survey takes as long as it is asked to, and no longer. */
    public boolean surveysBySeconds() {
        return configurator instanceof UnicoreConfigurator;
    }

    public BasePlan plan() {
        return plan;
    }

    /** What a survey has to reach, where that is known. */
    public Optional<BasePlan.Mode.SurveyIn> surveyGoal() {
        return switch (plan.mode()) {
            case BasePlan.Mode.SurveyIn survey -> Optional.of(survey);
            case BasePlan.Mode.LeftAlone _ -> goalOfReceiver;
            case BasePlan.Mode.Off _, BasePlan.Mode.Fixed _ -> Optional.empty();
        };
    }

    public SetupResult result() {
        return result;
    }

    /** Whether the receiver is left as it is. */
    public boolean leavesAlone() {
        return plan.isEmpty();
    }

    /** Whether setting up by the newest plan has ended, with success or not; stays true while the receiver is away. */
    public boolean isConcluded() {
        return concluded == planned;
    }

    /** Plans a new set-up, which is carried out even where the receiver seems set up so already. Returns at once. */
    public void plan(BasePlan newPlan) {
        plan(newPlan, true);
    }

    private synchronized void plan(BasePlan newPlan, boolean carriedOut) {
        plan = newPlan;
        anew |= carriedOut;
        planned++;
        result = new SetupResult.Waiting();
        wakeup.signal();
    }

    /** As above, and waits for the result: {@link SetupResult.Waiting} or {@link SetupResult.Running} when there is none in time. */
    public SetupResult plan(BasePlan newPlan, Duration within) throws InterruptedException {
        return plan(newPlan, within, true);
    }

    /** @param carriedOut false for a change beside the position: what is so already is left as it is, or a survey would begin again */
    SetupResult plan(BasePlan newPlan, Duration within, boolean carriedOut) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        synchronized (this) {
            plan(newPlan, carriedOut);
            long mine = planned;
            long left;
            while (concluded < mine && commands.linked() && (left = deadline - System.nanoTime()) > 0) {
                wait(Math.max(1, left / 1_000_000));
            }
            return result;
        }
    }

    @Override
    public void opened(ReceiverLink link) {
        commands.opened(link);
        texts.opened(link);
        if (configurator instanceof UnicoreConfigurator unicore) {
            unicore.opened();
        }
        opened++;
        wakeup.signal();
    }

    @Override
    public void frame(Frame frame) {
        commands.frame(frame);
    }

    @Override
    public void bytes(byte[] buffer, int count) {
        if (configurator instanceof TextConfigurator) {
            texts.bytes(buffer, count);
        }
    }

    @Override
    public void lost(String why) {
        commands.lost(why);
        texts.lost(why);
        synchronized (this) {
            if (!plan.isEmpty()) {
                result = new SetupResult.Waiting();
            }
            notifyAll();
        }
        wakeup.signal();
    }

    private void run() throws InterruptedException {
        long doneOpened = 0;
        long donePlanned = -1;
        GrowingPause retry = new GrowingPause(pauses.firstRetry(), pauses.longestRetry());
        long dueAt = System.nanoTime();
        while (true) {
            wakeup.clear();
            boolean news = doneOpened != opened || donePlanned != planned;
            if (news) {
                retry.reset();
            }
            if (commands.linked() && (news || System.nanoTime() - dueAt >= 0)) {
                long ofOpened = opened;
                long ofPlan = planned;
                SetupResult outcome = setUp(ofPlan, news);
                doneOpened = ofOpened;
                donePlanned = ofPlan;
                boolean failed = outcome instanceof SetupResult.Failed;
                if (!failed) {
                    retry.reset();
                }
                dueAt = System.nanoTime() + (failed ? retry.next() : pauses.look()).toNanos();
            } else {
                wakeup.await(commands.linked() ? Math.max(1, dueAt - System.nanoTime()) : pauses.look().toNanos());
            }
        }
    }

    private SetupResult setUp(long ofPlan, boolean news) throws InterruptedException {
        BasePlan wanted = plan;
        if (wanted.mode() instanceof BasePlan.Mode.LeftAlone) {
            askForGoal();
        }
        if (wanted.isEmpty()) {
            return conclude(ofPlan, new SetupResult.LeftAlone());
        }
        if (isOther.getAsBoolean()) {
            return conclude(ofPlan, new SetupResult.Failed("it does not answer as u-blox receivers do: see GPS_RECEIVER"));
        }
        boolean ofNewPlan = anew;
        synchronized (this) {
            if (news && ofPlan == planned) {
                result = new SetupResult.Running();
            }
        }
        SetupResult outcome = configurator.apply(wanted, ofNewPlan);
        boolean rawChanged = rawChanged(wanted);
        boolean base = !(wanted.mode() instanceof BasePlan.Mode.LeftAlone);
        if (base && ofNewPlan || base && outcome instanceof SetupResult.Done done && done.itemsSent() > 0 && !rawChanged || news
                && outcome instanceof SetupResult.Refused) {
            onSent.run();
        }
        synchronized (this) {
            if (ofPlan == planned && !(outcome instanceof SetupResult.Failed)) {
                anew = false; // done once; what follows is only kept as it is
            }
        }
        return conclude(ofPlan, outcome);
    }

    /** Settings for raw measurements alone do not change the base's position. */
    private boolean rawChanged(BasePlan wanted) {
        boolean changed = !wanted.raw().equals(rawSet);
        rawSet = wanted.raw();
        return changed;
    }

    /** Only reads: this changes nothing in the receiver. */
    private void askForGoal() throws InterruptedException {
        List<ConfigKey> keys = List.of(ConfigKeys.TMODE_SVIN_MIN_DUR, ConfigKeys.TMODE_SVIN_ACC_LIMIT);
        if (isUblox.getAsBoolean() && commands.get(keys) instanceof Commands.Answer.Done<Map<ConfigKey, ConfigItem>> done && done.value()
                .size() == keys.size()) {
            goalOfReceiver = Optional.of(new BasePlan.Mode.SurveyIn((int) Math.min(Integer.MAX_VALUE, done.value().get(keys.getFirst())
                    .bits()),
                    done.value().get(keys.getLast()).bits() / BasePlan.TENTHS_IN_METRE));
        }
    }

    private SetupResult conclude(long ofPlan, SetupResult outcome) {
        SetupResult before;
        synchronized (this) {
            before = result;
            if (ofPlan != planned || !commands.linked()) {
                return outcome; // the link or the plan has changed since
            }
            result = outcome;
            concluded = ofPlan;
            notifyAll();
        }
        log(before, outcome);
        return outcome;
    }

    private void log(SetupResult before, SetupResult outcome) {
        String problem = outcome.problem();
        if (!problem.isEmpty() && !problem.equals(lastProblem)) {
            log.warn("{}{}", problem, outcome instanceof SetupResult.Failed ? "; trying again" : "");
        } else if (outcome instanceof SetupResult.Done done && (done.itemsSent() > 0 || !(before instanceof SetupResult.Done))) {
            log.info("the receiver is set up ({}): {} settings sent{}", plan.mode().text(), done.itemsSent(),
                    done.notes().isEmpty() ? "" : "; " + String.join("; ", done.notes()));
        }
        lastProblem = problem;
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
