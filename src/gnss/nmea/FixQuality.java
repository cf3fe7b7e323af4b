package depot.gnss.nmea;

/** How a position was found: GGA field 6, in the order of its numbers. */
public enum FixQuality {
    NO_FIX, GPS, DGPS, PPS, RTK_FIXED, RTK_FLOAT, ESTIMATED, MANUAL, SIMULATION,
    /** A number that the standard does not have. */
    UNKNOWN;

    /** The number in the sentence; {@link #UNKNOWN} is 9. */
    public int number() {
        return ordinal();
    }

    static FixQuality of(int number) {
        return number >= 0 && number < UNKNOWN.ordinal() ? values()[number] : UNKNOWN;
    }
}
