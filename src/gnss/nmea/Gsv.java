package depot.gnss.nmea;

import depot.gnss.Constellation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * GSV, satellites in view: NMEA 0183 4.11; UBX-22008968, section 2.7.15.
 *
 * <pre>
 *   $xxGSV,numMsg,msgNum,numSV{,svid,elev,azim,cno}0..4,signalId*cs
 *          1      2      3     4    5    6    7         last (from NMEA 4.10)
 * </pre>
 *
 * Several sentences make a group, and from NMEA 4.10 on there is a group for each signal: a satellite comes once in each.
 *
 * <p>Verified: of F9Ps with a signal ID and without satellites, counts against an independent scanner.
 *
 * @param sentences of the group
 * @param number of this one, from 1
 * @param satellitesInView of the whole group
 * @param signalId empty before NMEA 4.10, and where the receiver has no number for it; 0 is all signals
 */
public record Gsv(String talker, int sentences, int number, int satellitesInView, List<Satellite> satellites,
        OptionalInt signalId) implements NmeaMessage {
    private static final int FIRST_SATELLITE = 4;
    private static final int EACH = 4;
    private static final int MOST_SATELLITES = 4;

    /** @param number NMEA's, which for SBAS and GLONASS is not that of the system */
    public record Satellite(int number, OptionalInt elevationDegrees, OptionalInt azimuthDegrees, OptionalInt carrierToNoiseDbHz) {}

    public Gsv {
        satellites = List.copyOf(satellites);
    }

    public Constellation constellation() {
        return Constellation.ofTalker(talker);
    }

    static NmeaMessage read(Fields f) {
        f.has(FIRST_SATELLITE);
        int inGroups = f.count() - FIRST_SATELLITE;
        boolean hasSignal = inGroups % EACH == 1;
        if (inGroups % EACH > 1 || inGroups / EACH > MOST_SATELLITES) {
            f.wrong(f.count() + " fields make no whole satellites");
        }
        List<Satellite> satellites = new ArrayList<>(MOST_SATELLITES);
        for (int i = 0; i < Math.min(inGroups / EACH, MOST_SATELLITES); i++) {
            int at = FIRST_SATELLITE + i * EACH;
            OptionalInt number = f.integer(at);
            if (number.isPresent()) { // some receivers fill the last sentence with empty fields
                satellites.add(new Satellite(number.getAsInt(), f.integer(at + 1), f.integer(at + 2), f.integer(at + 3)));
            }
        }
        return new Gsv(f.talker(), required(f, 1), required(f, 2), required(f, 3), satellites,
                hasSignal ? f.hex(f.count() - 1) : OptionalInt.empty());
    }

    private static int required(Fields f, int index) {
        OptionalInt value = f.integer(index);
        if (value.isEmpty() || value.getAsInt() < 0) {
            f.wrong("field " + index + " is empty or negative");
        }
        return value.orElse(0);
    }

    /**
     * The whole sentence, CR LF included.
     *
     * @throws IllegalArgumentException with more than 4 satellites
     */
    public byte[] encode() {
        if (satellites.size() > MOST_SATELLITES) {
            throw new IllegalArgumentException(satellites.size() + " satellites in one GSV");
        }
        Sentence sentence = new Sentence(talker, "GSV").integer(sentences, "%d").integer(number, "%d").integer(satellitesInView, "%02d");
        for (Satellite s : satellites) {
            sentence.integer(s.number, "%02d").integer(s.elevationDegrees, "%02d").integer(s.azimuthDegrees, "%03d")
                    .integer(s.carrierToNoiseDbHz, "%02d");
        }
        return signalId.isPresent() ? sentence.integer(signalId, "%X").encode() : sentence.encode();
    }
}
