package depot.discovery.registry;

/**
 * A rover's registration, as the registry keeps it.
 *
 * @param sinceMillis Unix time since when it is registered, for showing
 */
public record Registered(String id, String name, String address, String videoAddress, long sinceMillis) {}
