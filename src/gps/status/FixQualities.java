package depot.gps.status;

import depot.gnss.nmea.FixQuality;
import depot.gnss.ubx.NavPvt;
import java.util.Locale;

/** The names of fixes in JSON, and what a NAV-PVT means in the terms of GGA field 6. */
final class FixQualities {
    private FixQualities() {}

    /** Such as {@code rtk_fixed}; a number that the standard does not have counts as no fix. */
    static String name(FixQuality quality) {
        return quality == FixQuality.UNKNOWN ? name(FixQuality.NO_FIX) : quality.name().toLowerCase(Locale.ROOT);
    }

    /** As a u-blox receiver fills GGA for the same fix (UBX-22008968, section 2.5.1). */
    static FixQuality of(NavPvt pvt) {
        if (!hasPosition(pvt)) {
            return FixQuality.NO_FIX;
        }
        if (pvt.fix().type() == NavPvt.FixType.DEAD_RECKONING) {
            return FixQuality.ESTIMATED;
        }
        return switch (pvt.fix().carrier()) {
            case FIXED -> FixQuality.RTK_FIXED;
            case FLOAT -> FixQuality.RTK_FLOAT;
            case NONE, UNKNOWN -> pvt.fix().differential() ? FixQuality.DGPS : FixQuality.GPS;
        };
    }

    static boolean hasPosition(NavPvt pvt) {
        boolean fix = pvt.fix().type() != NavPvt.FixType.NO_FIX && pvt.fix().type() != NavPvt.FixType.UNKNOWN;
        return fix && pvt.fix().ok() && pvt.position().valid();
    }
}
