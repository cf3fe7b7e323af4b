package depot.discovery.link;

import java.util.Optional;

/** Gets the states and frames of rovers' own links. Called by the links' one thread: must be quick, and not block. */
@FunctionalInterface
public interface LinkListener {
    /**
     * A link's state or frame changed. At most ten calls a second for each rover, except that changes of the state come at once.
     *
     * @param newest the newest frame while the link is up, its place and speed finite; empty otherwise
     */
    void linkChanged(String roverId, LinkState state, Optional<RoverFrame> newest);
}
