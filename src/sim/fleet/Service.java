package depot.sim.fleet;

import depot.common.time.Time;
import depot.sim.client.ServiceUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service as the whole fleet sees it: where it is, and whether it answers; changes of that are logged once. On the loop's
 * thread, except {@link #resolve} and {@link #address}, which any may call.
 */
final class Service {
    private static final Logger log = LoggerFactory.getLogger("depot.sim");
    /** One rover's failure among others' successes says nothing of the service. */
    private static final Duration AWAY_AFTER = Duration.ofSeconds(3);

    /** Services that are started together with the fleet take their time. */
    private static final Duration NOT_THERE_AFTER = Duration.ofSeconds(15);

    private final String name;
    private final ServiceUrl url;
    private final Map<String, String> fields;
    private final Time time;
    private OptionalLong failingSince = OptionalLong.empty();
    private boolean everWorked;
    private boolean away;
    private volatile InetSocketAddress address; // null while the name is unknown; written by the thread that resolves it

    Service(String name, ServiceUrl url, Optional<String> token, Time time) {
        this.name = name;
        this.url = url;
        this.time = time;
        fields = token.map(each -> Map.of("Authorization", "Bearer " + each)).orElse(Map.of());
    }

    ServiceUrl url() {
        return url;
    }

    /** The header fields of every request to it. */
    Map<String, String> fields() {
        return fields;
    }

    /** Asks for the host's address, which can take seconds: a container that starts anew may have another. */
    void resolve() {
        try {
            address = new InetSocketAddress(InetAddress.getByName(url.host()), url.port());
        } catch (UnknownHostException e) {
            address = null;
        }
    }

    /** Empty while its name is not resolved. */
    Optional<InetSocketAddress> address() {
        return Optional.ofNullable(address);
    }

    boolean isAway() {
        return away;
    }

    /** A request of a rover succeeded. */
    void worked() {
        failingSince = OptionalLong.empty();
        everWorked = true;
        if (away) {
            away = false;
            log.info("{} is back", name);
        }
    }

    /** A request of a rover failed. @param reason for a person */
    void failed(String reason) {
        if (failingSince.isEmpty()) {
            failingSince = OptionalLong.of(time.nanos());
        }
        Duration patience = everWorked ? AWAY_AFTER : NOT_THERE_AFTER;
        if (!away && time.nanos() - failingSince.getAsLong() > patience.toNanos()) {
            away = true;
            String plain = reason.replaceFirst("^[\\w.]*Exception: ", "");
            log.warn("{} at {} is away: {} (the rovers go on, and try again)", name, url, plain);
        }
    }
}
