package depot.discovery.link;

/** Which rovers discovery holds links to. */
public enum RoverLinkMode {
    /** Links to each rover that is online. */
    ALL,
    /** Links to rovers that are supervised or being stopped. */
    TASKS,
    /** No links. */
    OFF
}
