package depot.gps.base;

import depot.common.broadcast.Wakeup;
import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.gnss.frames.Frame;
import depot.gnss.ubx.UbxId;
import depot.gps.source.ReceiverLink;
import depot.gps.source.StreamListener;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the receiver as planned: sets it up after every (re)connection and when the plan changes, and looks again every
 * half minute, as a receiver that lost its power for a moment has forgotten all that was in its RAM. Tells once of what came of
 * it. Also asks for what is to be shown and does not come by itself.
 *
 * <p>Any thread may ask and plan; one of its own commands.
 */
public final class BaseSetup implements StreamListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");

    /** @param longestRetry the pauses after a failure grow to this */
    public record Pauses(Duration answerWithin, Duration look, Duration firstRetry, Duration longestRetry) {
        public static final Pauses USUAL = new Pauses(Duration.ofMillis(1500), Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    private final boolean possible;
    private final Pauses pauses;
    private final BooleanSupplier versionKnown;
    private final Runnable onSent;
    private final Commands commands;
    private final BaseConfigurator configurator;
    private final Wakeup wakeup = new Wakeup();
    private volatile BasePlan plan; // written by who plans, under this
    private volatile long planned; // counts plans; as above
    private volatile long opened; // counts links; written by the reading thread
    private volatile SetupResult result = new SetupResult.Waiting(); // written under this
    private volatile long concluded = -1; // the newest plan that there was a result of; as above
    private String lastProblem = ""; // told in the log; the worker's
    private Worker worker;

    /**
     * @param possible whether the source takes commands at all
     * @param versionKnown whether the receiver has told what it is
     * @param onSent called when the receiver has got new settings
     */
    public BaseSetup(BasePlan plan, boolean possible, BooleanSupplier versionKnown, Runnable onSent, Pauses pauses) {
        this.plan = plan;
        this.possible = possible;
        this.versionKnown = versionKnown;
        this.onSent = onSent;
        this.pauses = pauses;
        commands = new Commands(pauses.answerWithin());
        configurator = new BaseConfigurator(commands);
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

    public BasePlan plan() {
        return plan;
    }

    public SetupResult result() {
        return result;
    }

    /** Whether the receiver was told of the plan, whatever came of it, and whether or not it is there now. */
    public boolean told() {
        return concluded == planned;
    }

    /** From now on the receiver is to be like this. */
    public synchronized void plan(BasePlan newPlan) {
        plan = newPlan;
        planned++;
        result = new SetupResult.Waiting();
        wakeup.signal();
    }

    /** Plans, and waits for what comes of it: {@link SetupResult.Waiting} or {@link SetupResult.Running} when that is not in time. */
    public SetupResult plan(BasePlan newPlan, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        synchronized (this) {
            plan(newPlan);
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
        opened++;
        wakeup.signal();
    }

    @Override
    public void frame(Frame frame) {
        commands.frame(frame);
    }

    @Override
    public void lost(String why) {
        commands.lost(why);
        synchronized (this) {
            if (!(plan.mode() instanceof BasePlan.Mode.LeftAlone)) {
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
        if (!versionKnown.getAsBoolean()) {
            commands.poll(UbxId.MON_VER);
        }
        commands.poll(UbxId.MON_RF);
        commands.poll(UbxId.NAV_SVIN);
        BasePlan wanted = plan;
        if (wanted.mode() instanceof BasePlan.Mode.LeftAlone) {
            return conclude(ofPlan, new SetupResult.LeftAlone());
        }
        synchronized (this) {
            if (news && ofPlan == planned) {
                result = new SetupResult.Running();
            }
        }
        SetupResult outcome = configurator.apply(wanted);
        if (outcome instanceof SetupResult.Done done && done.itemsSent() > 0 || news && outcome instanceof SetupResult.Refused) {
            onSent.run();
        }
        return conclude(ofPlan, outcome);
    }

    private SetupResult conclude(long ofPlan, SetupResult outcome) {
        SetupResult before;
        synchronized (this) {
            before = result;
            if (ofPlan != planned || !commands.linked()) {
                return outcome; // of a link or a plan that is no more
            }
            result = outcome;
            concluded = ofPlan;
            notifyAll();
        }
        tell(before, outcome);
        return outcome;
    }

    private void tell(SetupResult before, SetupResult outcome) {
        String problem = outcome.problem();
        if (!problem.isEmpty() && !problem.equals(lastProblem)) {
            log.warn("{}{}", problem, outcome instanceof SetupResult.Failed ? "; trying again" : "");
        } else if (outcome instanceof SetupResult.Done done && (done.itemsSent() > 0 || !(before instanceof SetupResult.Done))) {
            log.info("the receiver is set up ({}): {} settings sent", plan.mode().text(), done.itemsSent());
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
