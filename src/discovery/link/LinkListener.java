package depot.discovery.link;

import java.util.Optional;

/** Told of what rovers' own links tell, by the one thread that holds the links: it is to be quick, and not to wait. */
@FunctionalInterface
public interface LinkListener {
    /**
     * Something changed; at most ten times a second for each rover, but for changes of the link's state, which are told at once.
     *
     * @param newest the newest frame while the link is up, its place and speed finite; empty otherwise
     */
    void told(String roverId, LinkState state, Optional<RoverFrame> newest);
}
