package depot.gnss;

/** A satellite system. Each protocol numbers them in its own way; a number that is not known is {@link #UNKNOWN}. */
public enum Constellation {
    GPS, SBAS, GALILEO, BEIDOU, IMES, QZSS, GLONASS, NAVIC, UNKNOWN;

    private static final Constellation[] UBX = {GPS, SBAS, GALILEO, BEIDOU, IMES, QZSS, GLONASS, NAVIC};
    private static final Constellation[] NMEA = {UNKNOWN, GPS, GLONASS, GALILEO, BEIDOU, QZSS, NAVIC};
    private static final Constellation[] MSM = {GPS, GLONASS, GALILEO, SBAS, QZSS, BEIDOU, NAVIC};

    /** By UBX {@code gnssId} (UBX-22008968, section 1.5.2). */
    public static Constellation ofUbx(int gnssId) {
        return at(UBX, gnssId);
    }

    /** By the system ID that ends a GSA sentence (NMEA 0183 4.11, GNSS system ID). */
    public static Constellation ofNmeaSystem(int systemId) {
        return at(NMEA, systemId);
    }

    /** By an NMEA talker; {@code GN} speaks for several, and is {@link #UNKNOWN}. */
    public static Constellation ofTalker(String talker) {
        return switch (talker) {
            case "GP" -> GPS;
            case "GL" -> GLONASS;
            case "GA" -> GALILEO;
            case "GB", "BD" -> BEIDOU;
            case "GQ", "QZ" -> QZSS;
            case "GI" -> NAVIC;
            default -> UNKNOWN;
        };
    }

    /**
     * By the number of a satellite in a sentence that names no system (NMEA 0183 before 4.10, and the extended numbers of u-blox): 1 to 32
     * GPS, 33 to 64 SBAS, 65 to 96 GLONASS, 193 to 202 QZSS, 301 to 336 Galileo, 401 to 437 BeiDou.
     */
    public static Constellation ofNmeaNumber(int number) {
        if (number >= 1 && number <= 32) {
            return GPS;
        }
        if (number >= 33 && number <= 64 || number >= 120 && number <= 158) {
            return SBAS;
        }
        if (number >= 65 && number <= 96) {
            return GLONASS;
        }
        if (number >= 193 && number <= 202) {
            return QZSS;
        }
        if (number >= 301 && number <= 336) {
            return GALILEO;
        }
        return number >= 401 && number <= 437 ? BEIDOU : UNKNOWN;
    }

    /** By the tens of an RTCM MSM number: 107x is GPS, 113x NavIC (RTCM 10403.3, section 3.5.16). */
    public static Constellation ofMsm(int messageNumber) {
        return at(MSM, Math.floorDiv(messageNumber, 10) - 107);
    }

    /** The UBX {@code gnssId}; 255 for unknown. */
    public int ubxId() {
        return this == UNKNOWN ? 255 : ordinal();
    }

    private static Constellation at(Constellation[] table, int index) {
        return index >= 0 && index < table.length ? table[index] : UNKNOWN;
    }
}
