package depot.discovery.link;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.http.HttpLimits;
import depot.common.time.Time;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The configuration of rovers' own links, read from the environment once, at the start.
 *
 * @param sockets that they may have; what is left of the process's open files is for HTTP
 */
public record LinkSettings(RoverLinkMode mode, RoverNetworks networks, int sockets) {
    private static final Setting ROVER_LINKS = new Setting("ROVER_LINKS", "all",
            "links to rovers' own WebSockets: all (each rover that is online), tasks (those that are supervised or stopped), off");
    private static final Setting ROVER_NETWORKS = new Setting("ROVER_NETWORKS", RoverNetworks.PRIVATE,
            "where rovers' own WebSockets may be, as ranges of addresses; !range leaves one out, !attached the networks of this machine "
            + "itself, !attached:name those but for the host of that name");
    public static final List<Setting> SETTINGS = List.of(ROVER_LINKS, ROVER_NETWORKS);
    private static final Duration NAMES_WITHIN = Duration.ofSeconds(3);

    /** @throws BadSetting for a value that cannot be used */
    public static LinkSettings from(Environment environment, int maxRovers) {
        RoverLinkMode mode = mode(environment);
        int sockets = mode == RoverLinkMode.OFF ? 0 : HttpLimits.onAnotherPort(maxRovers + LinkTurns.MOST_TRIES);
        return new LinkSettings(mode, networks(environment), sockets);
    }

    private static RoverLinkMode mode(Environment environment) {
        String text = environment.text(ROVER_LINKS);
        try {
            return RoverLinkMode.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadSetting(ROVER_LINKS.name(), "must be all, tasks or off, and is '" + text + "'");
        }
    }

    private static RoverNetworks networks(Environment environment) {
        try {
            return RoverNetworks.parse(environment.text(ROVER_NETWORKS));
        } catch (IllegalArgumentException e) {
            throw new BadSetting(ROVER_NETWORKS.name(), e.getMessage());
        }
    }

    /** Begins to hold links. @param roster asked for a rover whenever something about it may have changed. @param maxRovers in it */
    public RoverLinks start(LinkListener listener, Function<String, Optional<RoverLinks.Known>> roster, int maxRovers,
            CollectorRegistry registry) {
        LinkOpener opener = new LinkOpener(networks, new NameLookup(InetAddress::getAllByName, NAMES_WITHIN), Time.SYSTEM);
        return new RoverLinks(mode, opener, listener, new LinkMetrics(registry), sockets, roster, maxRovers, Time.SYSTEM,
                new SplittableRandom());
    }
}
