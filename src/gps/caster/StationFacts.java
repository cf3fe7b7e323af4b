package depot.gps.caster;

import depot.gnss.Geodetic;
import java.util.Optional;

/** What the source table says about the base; read anew for each table. Any thread. */
public interface StationFacts {
    /** The base's position, from its 1005 or 1006, else from its receiver; empty when it is not known. */
    Optional<Geodetic> position();

    /** The receiver's name, such as {@code ZED-F9P HPG 1.32}; empty when it did not send one. */
    String receiver();

    /** What a rover should know before it takes them, such as what is missing; empty when all is well. */
    String remark();

    /** Whether the base is made up: its corrections are of no use to a rover. */
    boolean simulated();
}
