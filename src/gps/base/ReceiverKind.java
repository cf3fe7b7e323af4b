package depot.gps.base;

import java.util.Locale;
import java.util.Optional;

/** The receiver's maker, and so the commands that it takes. */
public enum ReceiverKind {
    /** Asked whether it is u-blox; left alone when it is not. */
    AUTO,
    UBLOX, UNICORE, SEPTENTRIO,
    /** Nothing is ever sent to it. */
    ANY;

    /** As in {@code GPS_RECEIVER}. */
    static Optional<ReceiverKind> of(String text) {
        for (ReceiverKind kind : values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
