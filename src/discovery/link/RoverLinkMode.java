package depot.discovery.link;

/** Which rovers discovery holds links to. */
public enum RoverLinkMode {
    /** To each rover that is online. */
    ALL,
    /** To those that are supervised, and to those that are being stopped. */
    TASKS,
    /** To none. */
    OFF
}
