package depot.discovery.registry;

/**
 * What the registry keeps of a rover.
 *
 * @param sinceMillis Unix time since when it is registered, for showing
 */
public record Registered(String id, String name, String address, String videoAddress, long sinceMillis) {}
