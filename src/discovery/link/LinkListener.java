package depot.discovery.link;

import java.util.Optional;

/** Hears what comes over rovers' own links. Called by the one thread that holds the links: must be quick, and not block. */
@FunctionalInterface
public interface LinkListener {
    /**
     * Something changed; at most ten times a second for each rover, except that changes of the link's state come at once.
     *
     * @param newest the newest frame while the link is up, its place and speed finite; empty otherwise
     */
    void linkChanged(String roverId, LinkState state, Optional<RoverFrame> newest);
}
