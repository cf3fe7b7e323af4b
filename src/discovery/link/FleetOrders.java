package depot.discovery.link;

import depot.common.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives e-stops and releases to rovers' links, and waits for what comes of them. Each is given at once, however many there are. But
 * e-stops of the whole fleet that come within a tenth of a second share one request and one answer: each is about a megabyte with 10,000
 * rovers, and a button is pressed by many, and more than once.
 *
 * <p>Any thread may call, except the links' own.
 */
final class FleetOrders {
    private static final Duration TOGETHER = RoverOrder.EVERY;
    private static final Duration WHYS_WITHIN = Duration.ofMillis(100);

    private final RoverLinks loop;
    private final LinkParts parts;
    private final Map<String, HeldLink> links; // the loop's; any thread may read which ids there are
    private volatile RoverLinks.StopRelay relay = (_, _) -> () -> { }; // written at the start
    @GuardedBy("this") private OrderRequest stopOfAll; // the newest; null where none is to be joined

    FleetOrders(RoverLinks loop, LinkParts parts, Map<String, HeldLink> links) {
        this.loop = loop;
        this.parts = parts;
        this.links = links;
    }

    /** Sets what passes every e-stop on to other discoveries. */
    void relayStops(RoverLinks.StopRelay to) {
        relay = to;
    }

    /**
     * Stops all rovers that are registered, and waits until each has shown that it obeyed, for a little less than a second. A rover that
     * has not by then is still sent the e-stop for ten seconds.
     */
    OrderOutcome stopAll() throws InterruptedException {
        OrderRequest request;
        boolean first;
        OrderRequest.Pass pass = OrderRequest.Pass.TOO_LATE;
        synchronized (this) {
            if (stopOfAll != null && parts.time().nanos() - stopOfAll.begunNanos() < TOGETHER.toNanos()) {
                pass = give(RoverCommand.EMERGENCY_STOP, links.keySet(), stopOfAll);
            }
            first = pass == OrderRequest.Pass.TOO_LATE;
            if (first) {
                stopOfAll = request(links.keySet());
                pass = give(RoverCommand.EMERGENCY_STOP, links.keySet(), stopOfAll);
            }
            request = stopOfAll;
        }
        Runnable relayed = () -> { };
        try {
            if (pass == OrderRequest.Pass.TO_BE_QUEUED) {
                relayed = relay(Optional.empty(), request);
            }
            return first ? outcome(request) : request.outcome(WHYS_WITHIN.multipliedBy(2));
        } finally {
            relayed.run();
            if (first) {
                forget(request);
            }
        }
    }

    /** Stops or releases these rovers, and waits as {@link #stopAll} does. */
    OrderOutcome order(RoverCommand command, Set<String> roverIds) throws InterruptedException {
        OrderRequest request = request(roverIds);
        boolean stops = command == RoverCommand.EMERGENCY_STOP;
        synchronized (this) {
            if (!stops) {
                stopOfAll = null; // an e-stop that comes after this is a new one
            }
            give(command, roverIds, request);
        }
        Runnable relayed = stops ? relay(Optional.of(roverIds), request) : () -> { };
        try {
            return outcome(request);
        } finally {
            relayed.run();
        }
    }

    /**
     * An e-stop that another process was asked for, and which that process also tries itself. It goes out on the links that are up here;
     * no link is opened for it.
     *
     * @param roverIds empty for all
     * @param stopped gets the id of each rover that shows that it obeyed, on the links' thread
     */
    void stopWhereUp(Optional<Set<String>> roverIds, Consumer<String> stopped) {
        loop.execute(() -> {
            Set<String> up = new HashSet<>(roverIds.orElseGet(links::keySet));
            up.removeIf(id -> !links.containsKey(id) || !links.get(id).isUp());
            begin(RoverCommand.EMERGENCY_STOP, up, new OrderRequest(up, stopped, parts.time()));
        });
    }

    private OrderRequest request(Set<String> roverIds) {
        return new OrderRequest(roverIds, _ -> { }, parts.time());
    }

    private Runnable relay(Optional<Set<String>> roverIds, OrderRequest request) {
        return relay.relay(roverIds, request::obeyed);
    }

    @GuardedBy("this") // so that orders reach the links one behind the other
    private OrderRequest.Pass give(RoverCommand command, Set<String> roverIds, OrderRequest request) {
        OrderRequest.Pass pass = request.queuePass();
        if (pass == OrderRequest.Pass.TO_BE_QUEUED) {
            loop.execute(() -> {
                request.passBegins();
                begin(command, roverIds, request);
                request.passEnds();
            });
        }
        return pass;
    }

    private void begin(RoverCommand command, Set<String> ids, OrderRequest request) {
        long now = parts.time().nanos();
        for (String id : ids) {
            HeldLink link = links.get(id);
            request.given(id);
            if (link == null) {
                request.hopeless(id, RoverLinks.UNREGISTERED.why());
            } else if (parts.mode() == RoverLinkMode.OFF) {
                request.hopeless(id, RoverLinks.LINKS_OFF.why());
            } else {
                loop.use(link, () -> link.order(command, request, now));
            }
        }
    }

    private OrderOutcome outcome(OrderRequest request) throws InterruptedException {
        List<String> left = request.await(); // where this is interrupted, who joined ends it
        // a busy machine is not to keep the answer: it then lacks reasons
        return request.end(left.isEmpty() ? Map.of() : loop.within(WHYS_WITHIN, () -> whys(left)).orElse(Map.of()));
    }

    private Map<String, String> whys(List<String> ids) {
        Map<String, String> whys = new HashMap<>();
        for (String id : ids) {
            HeldLink link = links.get(id);
            whys.put(id, link == null ? RoverLinks.UNREGISTERED.why() : link.whyNotObeyed());
        }
        return whys;
    }

    private synchronized void forget(OrderRequest request) {
        if (stopOfAll == request) {
            stopOfAll = null;
        }
    }
}
