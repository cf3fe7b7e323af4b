package depot.discovery.link;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One rover's own link through its life: whether to connect, which frames came, what to send to the rover. {@link RoverLinks} calls it
 * now and then, and it does what is due. Everything runs on the thread of {@link RoverLinks}.
 */
final class HeldLink {
    /** How often RoverLinks has to call it. */
    enum Pace { NEVER, SLOWLY, QUICKLY }

    private static final Duration LINGER = Duration.ofSeconds(10);
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    private final String id;
    private final LinkParts parts;
    private final LinkAttempts attempts;
    private final LinkReport report;
    private final LinkHealth health = new LinkHealth();
    private final FeedingRule rule = new FeedingRule();
    private final RoverClock clock = new RoverClock();
    private final RoverStart starts = new RoverStart();
    private final Set<Lease> leases = new HashSet<>(2);
    private RoverOrder order; // null while there is none
    private String address; // null while it is not registered
    private boolean online;
    private boolean ours = true;
    private long lingerUntil;
    private OpenLink open; // null while there is none
    final Set<Pace> listed = EnumSet.noneOf(Pace.class); // the lists of RoverLinks that it is in; theirs

    HeldLink(String id, LinkParts parts) {
        this.id = id;
        this.parts = parts;
        attempts = new LinkAttempts(parts, this::tried);
        report = new LinkReport(id, parts);
        lingerUntil = parts.time().nanos();
    }

    String id() {
        return id;
    }

    // what is known of the rover

    /** Takes the rover's registration. @param newlyThere whether it just registered or came back online, so that a try may succeed */
    void known(RoverLinks.Known known, boolean newlyThere) {
        if (!known.address().equals(address)) {
            address = known.address();
            attempts.forget();
            if (open != null) {
                lost("it registered another address");
            }
        }
        online = known.online();
        if (known.ours() && !ours) {
            attempts.soon(parts.time().nanos());
        }
        ours = known.ours();
        if (newlyThere) {
            attempts.soon(parts.time().nanos());
            health.begin();
            report.again(); // it may have been forgotten in between
        }
    }

    /** It is no longer registered, or this service ends. */
    void end(boolean goingAway) {
        address = null;
        attempts.forget();
        dropOrder("it is not registered");
        report.end();
        if (open != null) {
            open.close(goingAway ? GOING_AWAY : NORMAL);
            open = null;
            parts.turns().closed();
        }
    }

    // what is wanted of it

    void name(Lease lease) {
        if (leases.add(lease)) {
            health.begin();
            rule.named(true);
            attempts.soon(parts.time().nanos());
        }
    }

    void unname(Lease lease) {
        leases.remove(lease);
        rule.named(!leases.isEmpty());
        lingerUntil = parts.time().nanos() + LINGER.toNanos();
    }

    /** E-stop or release: said at once, whatever the rover seems to be doing. */
    void order(RoverCommand command, OrderRequest request, long now) {
        if (order != null && order.command() != command) {
            dropOrder("another order came");
        }
        if (order == null) {
            order = new RoverOrder(command);
        }
        if (open != null) {
            read(now); // what was there before shows nothing
        }
        if (order.ask(id, request, now) && command == RoverCommand.EMERGENCY_STOP) {
            parts.metrics().stopAsked();
        }
        attempts.soon(now);
        lingerUntil = now + LINGER.toNanos();
        tend(now);
    }

    private void dropOrder(String why) {
        if (order != null) {
            order.drop(id, why);
            order = null;
        }
    }

    /** Whether frames come on it. */
    boolean isUp() {
        return open != null && health.hasHeard();
    }

    private boolean isWanted(long now) {
        boolean held = parts.mode() == RoverLinkMode.ALL && ours && (online || open != null);
        return address != null && parts.mode() != RoverLinkMode.OFF && (held || !leases.isEmpty() || order != null
                || lingerUntil - now > 0);
    }

    Pace pace(long now) {
        if (address == null) {
            return Pace.NEVER;
        }
        if (!leases.isEmpty() || order != null || open != null && !health.hasHeard()) {
            return Pace.QUICKLY;
        }
        return isWanted(now) || open != null ? Pace.SLOWLY : Pace.NEVER;
    }

    // what happens

    /** Does what is due. */
    void tend(long now) {
        if (open != null) {
            read(now);
        }
        if (open != null) {
            judge(now);
        }
        if (order != null && order.isOver(now)) {
            order = null;
        }
        boolean wanted = isWanted(now);
        if (open != null && !wanted) {
            open.close(NORMAL);
            gone();
        } else if (open == null && wanted) {
            attempts.tryIfDue(address, now, order != null ? LinkTurns.Need.STOPPED
                    : leases.isEmpty() ? LinkTurns.Need.OTHER : LinkTurns.Need.SUPERVISED);
        } else if (open == null) {
            attempts.withdraw();
        }
        if (open != null) {
            speak(now);
        }
        report(now, wanted);
    }

    private void tried(LinkOpener.Outcome outcome) {
        long now = parts.time().nanos();
        switch (outcome) {
            case LinkOpener.Opened opened -> {
                open = new OpenLink(opened.channel(), parts.random(), opened.begunNanos());
                clock.connected(opened.begunNanos());
                health.opened(now);
                try {
                    heard(open.take(opened.early()), now);
                } catch (OpenLink.Ended e) {
                    lost(e.getMessage());
                }
            }
            case LinkOpener.Failed failed when failed.refused() -> dropOrder(failed.why());
            case LinkOpener.Failed failed -> { } // it is tried again
        }
        tend(now);
    }

    private void read(long now) {
        try {
            heard(open.read(now, parts.incoming()), now);
        } catch (OpenLink.Ended e) {
            lost(e.getMessage());
        }
    }

    private void heard(int frames, long now) {
        if (frames == 0) {
            return;
        }
        parts.metrics().frames(frames);
        RoverFrame frame = open.newest().orElseThrow();
        clock.heard(now, frame.clockMillis());
        report.heard(frame, starts.seenIn(frame, now, clock.jumped()));
        health.heard(now);
        rule.frame(frame.mode(), Math.min(open.newestNotBefore(), now - clock.lag()));
        if (order != null) {
            int shown = order.heard(id, frame.mode(), open.newestNotBefore());
            if (order.command() == RoverCommand.EMERGENCY_STOP) {
                parts.metrics().stopsConfirmed(shown);
            }
        }
    }

    private void judge(long now) {
        Optional<String> fault = health.fault(open, clock.unsure(), !leases.isEmpty(), now);
        if (fault.isPresent()) {
            lost(fault.get());
        } else if (health.hasHeard()) {
            attempts.wentWell(now);
        }
    }

    private void lost(String why) {
        open.reset();
        attempts.failed(why, parts.time().nanos());
        gone();
    }

    private void gone() {
        open = null;
        parts.turns().closed();
        rule.linkLost();
        if (order != null) {
            order.linkLost();
        }
    }

    private void speak(long now) {
        try {
            if (order != null && order.due(now)) {
                open.send(order.command());
            }
            if (rule.due(now)) {
                open.send(RoverCommand.HEARTBEAT);
                health.fed();
                parts.metrics().fed(rule.ageNanos(now), now);
            }
        } catch (OpenLink.Ended e) {
            lost(e.getMessage());
        }
    }

    /** A fault of ours: the connection is begun anew. */
    void faulty() {
        if (open != null) {
            lost("a fault in discovery");
        }
    }

    // reports to the listener and to supervisors

    private void report(long now, boolean wanted) {
        if (address == null) {
            return;
        }
        boolean up = isUp();
        String why = up ? "" : wanted ? attempts.why() : unwanted();
        report.update(up ? LinkState.State.UP : wanted && !attempts.isRefused() ? LinkState.State.DOWN : LinkState.State.OFF, why, now);
        if (!leases.isEmpty()) {
            FeedingRule.Verdict verdict = up ? rule.verdict(now) : new FeedingRule.Verdict(FeedingRule.State.WAITING, "its link is not up: "
                    + why);
            leases.forEach(lease -> lease.queueState(id, verdict));
        }
    }

    private String unwanted() {
        return switch (parts.mode()) {
            case OFF -> "ROVER_LINKS is off";
            case TASKS -> "nobody supervises it (ROVER_LINKS is tasks)";
            case ALL -> ours ? "the rover is offline" : "another discovery holds it";
        };
    }

    /** Why an order has not been obeyed yet, for a person. */
    String whyNotObeyed() {
        if (open == null || !health.hasHeard()) {
            return "its link is not up: " + (isWanted(parts.time().nanos()) ? attempts.why() : unwanted());
        }
        RoverMode mode = open.newest().map(RoverFrame::mode).orElseThrow();
        return "its frames say " + mode + (order != null && order.isObeyedIn(mode) ? ", and may be older than the order" : "");
    }
}
