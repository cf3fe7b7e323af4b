package depot.discovery.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a rover's daemon sends on its own link, 50 times a second (some builds 10), one WebSocket message each. Immutable.
 *
 * <pre>
 *   0 +--------+
 *     |  0x10  |
 *   1 +--------+
 *     |  mode  |  0 disabled, 1 idle, 2 teleop, 3 autonomous, 4 e-stop, 5 fault
 *   2 +--------+----------------+----------------+
 *     |  x (f64, m)   |  y (f64, m)  | theta (f64, rad) |   in a frame of its own: origin where it was switched on
 *  26 +---------------+--------------+------------------+
 *     |  battery (f64, V)  |
 *  34 +--------------------+
 *     |  clock (u64, ms)   |   of the rover, which may be set at any time
 *  42 +--------------------+----------------------+
 *     |  linear (f64, m/s) | angular (f64, rad/s) |
 *  58 +---------+----------+--------+-------------+
 *     | motors: fl | fr | rl | rr (f32, degrees Celsius) |
 *  74 +------------+----+----+---------------------------+
 *     | motors: fl | fr | rl | rr (f32, A)               |
 *  90 +------------+----+----+---------------------------+
 *     | what newer daemons add: ignored                  |
 * </pre>
 *
 * All little-endian. Numbers are as they came: they may be no finite ones.
 *
 * @param clockMillis unsigned on the wire; no clock reaches what does not fit
 */
public record RoverFrame(RoverMode mode, double x, double y, double theta, double batteryVolts, long clockMillis,
        double linear, double angular, Motors celsius, Motors amperes) {
    static final int TYPE = 0x10;
    static final int LENGTH = 90;

    /** One number for each motor. */
    public record Motors(float frontLeft, float frontRight, float rearLeft, float rearRight) {
        private static Motors read(ByteBuffer in, int at) {
            return new Motors(in.getFloat(at), in.getFloat(at + 4), in.getFloat(at + 8), in.getFloat(at + 12));
        }
    }

    /** The frame of a message between position and limit, which are not moved; empty when it is something else, or too short. */
    static Optional<RoverFrame> read(ByteBuffer message) {
        if (message.remaining() < LENGTH || message.get(message.position()) != TYPE) {
            return Optional.empty();
        }
        ByteOrder order = message.order();
        message.order(ByteOrder.LITTLE_ENDIAN);
        try {
            int at = message.position();
            return Optional.of(new RoverFrame(RoverMode.of(message.get(at + 1) & 0xff), message.getDouble(at + 2),
                    message.getDouble(at + 10),
                    message.getDouble(at + 18), message.getDouble(at + 26), message.getLong(at + 34), message.getDouble(at + 42),
                    message.getDouble(at + 50), Motors.read(message, at + 58), Motors.read(message, at + 74)));
        } finally {
            message.order(order);
        }
    }

    /** Whether its place and speed are numbers to show. */
    public boolean isFinite() {
        return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(theta) && Double.isFinite(linear) && Double.isFinite(angular);
    }
}
