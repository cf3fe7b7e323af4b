package depot.gps.status;

import depot.gnss.Ecef;
import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.rtcm.StationPosition;
import depot.gnss.ubx.NavPvt;
import depot.gnss.ubx.NavSvin;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Messages that differ from a usual one in what a test is about. */
final class Receivers {
    private Receivers() {}

    static Gga gga(int second, FixQuality quality, double latitude, int satellites) {
        return new Gga("GN", OptionalInt.of(second * 1000), OptionalDouble.of(latitude), OptionalDouble.of(11.5), quality,
                OptionalInt.of(satellites), OptionalDouble.of(0.7), OptionalDouble.of(520.5), OptionalDouble.of(45), OptionalDouble.empty(),
                "");
    }

    static NavPvt pvt(int second, NavPvt.FixType type, boolean ok, NavPvt.CarrierSolution carrier, double latitude, int satellites) {
        return new NavPvt(second * 1000L, new NavPvt.Utc(2026, 6, 1, 12, 0, second % 60, 0, true, true, true, 25),
                new NavPvt.Fix(type, ok, false, carrier, 0), satellites,
                new NavPvt.Position(true, latitude, 11.5, 565_500, 520_500, 900, 1400), new NavPvt.Velocity(0, 0, 0, 0, 0, 0, 0), 1.2);
    }

    static NavPvt pvt(int second, double latitude, int satellites) {
        return pvt(second, NavPvt.FixType.FIX_3D, true, NavPvt.CarrierSolution.NONE, latitude, satellites);
    }

    static NavSvin survey(int seconds, boolean valid, boolean active) {
        return new NavSvin(0, seconds, new Ecef(4_177_000, 855_000, 4_728_000), 1.5, seconds, valid, active);
    }

    static StationPosition station(Ecef position) {
        return new StationPosition(7, 0, true, true, true, false, position, true, 0, OptionalDouble.empty());
    }
}
