package depot.gnss.nmea;

import depot.gnss.Constellation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * GSA, the satellites in use and the dilution of precision: NMEA 0183 4.11; UBX-22008968, section 2.7.13.
 *
 * <pre>
 *   $xxGSA,opMode,navMode,sv...,PDOP,HDOP,VDOP,systemId*cs
 *          1      2       3-14  15   16   17   18 (from NMEA 4.10)
 * </pre>
 *
 * One sentence for each satellite system, with the same dilutions.
 *
 * <p>Verified: of F9Ps with NMEA 4.10; older ones by number range after gpsd's and the standard's table, not with a capture.
 *
 * @param selection {@code A} when the receiver chooses between 2D and 3D, {@code M} when it is set to one of them
 * @param dimensions 2 or 3; 1 is no fix
 * @param satellites the NMEA numbers of those in use
 */
public record Gsa(String talker, char selection, OptionalInt dimensions, List<Integer> satellites, OptionalDouble pdop,
        OptionalDouble hdop, OptionalDouble vdop, OptionalInt systemId) implements NmeaMessage {
    private static final int FIRST_SATELLITE = 3;
    private static final int SATELLITES = 12;
    private static final int LEAST_FIELDS = 18;

    public Gsa {
        satellites = List.copyOf(satellites);
    }

    /** By the system ID, or by the talker where there is none. */
    public Constellation constellation() {
        return systemId.isPresent() ? Constellation.ofNmeaSystem(systemId.getAsInt()) : Constellation.ofTalker(talker);
    }

    static NmeaMessage read(Fields f) {
        f.has(LEAST_FIELDS);
        List<Integer> satellites = new ArrayList<>(SATELLITES);
        for (int i = 0; i < SATELLITES; i++) {
            f.integer(FIRST_SATELLITE + i).ifPresent(satellites::add);
        }
        return new Gsa(f.talker(), f.letter(1), f.integer(2), satellites, f.decimal(15), f.decimal(16), f.decimal(17), f.hex(18));
    }

    /**
     * The whole sentence, CR LF included.
     *
     * @throws IllegalArgumentException with more than 12 satellites
     */
    public byte[] encode() {
        if (satellites.size() > SATELLITES) {
            throw new IllegalArgumentException(satellites.size() + " satellites in one GSA");
        }
        Sentence sentence = new Sentence(talker, "GSA").letter(selection).integer(dimensions, "%d");
        for (int i = 0; i < SATELLITES; i++) {
            sentence.integer(i < satellites.size() ? OptionalInt.of(satellites.get(i)) : OptionalInt.empty(), "%02d");
        }
        sentence.decimal(pdop, 2).decimal(hdop, 2).decimal(vdop, 2);
        return systemId.isPresent() ? sentence.integer(systemId, "%X").encode() : sentence.encode();
    }
}
