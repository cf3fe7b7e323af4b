package depot.discovery;

import depot.discovery.registry.Registered;

/**
 * What is known of a rover at one moment. Immutable.
 *
 * @param address its teleop WebSocket, a URL
 * @param mode 0 disabled, 1 idle, 2 teleop, 3 autonomous, 4 e-stop, 5 fault
 * @param lastSeenMillis Unix time of its last register or heartbeat
 */
record Rover(String id, String name, String address, String videoAddress, boolean online, double batteryVoltage,
        int mode, Pose pose, long lastSeenMillis) {

    /** The same rover after a heartbeat. */
    Rover heard(Heartbeat heartbeat, long nowMillis) {
        return new Rover(id, name, address, videoAddress, true,
                heartbeat.batteryVoltage().orElse(batteryVoltage), heartbeat.mode().orElse(mode),
                heartbeat.pose().orElse(pose), nowMillis);
    }

    /** The same rover with the pose and mode from its own link. */
    Rover at(Pose newPose, int newMode) {
        return new Rover(id, name, address, videoAddress, online, batteryVoltage, newMode, newPose, lastSeenMillis);
    }

    /** The same rover after it said this to another discovery. */
    Rover seen(double volts, int newMode, Pose newPose, long atMillis) {
        return new Rover(id, name, address, videoAddress, true, volts, newMode, newPose, atMillis);
    }

    /** The same rover under this name, at these addresses. */
    Rover named(Registered registered) {
        return new Rover(id, registered.name(), registered.address(), registered.videoAddress(), online, batteryVoltage, mode, pose,
                lastSeenMillis);
    }

    /** Its registration. */
    Registered registered() {
        return new Registered(id, name, address, videoAddress, lastSeenMillis);
    }

    Rover offline() {
        return new Rover(id, name, address, videoAddress, false, batteryVoltage, mode, pose, lastSeenMillis);
    }

    /** Whether both are the same rover at the same addresses: what is worth writing down at once. */
    boolean sameIdentity(Rover other) {
        return id.equals(other.id) && name.equals(other.name) && address.equals(other.address)
                && videoAddress.equals(other.videoAddress);
    }
}
