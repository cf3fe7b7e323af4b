package depot.gps.sim;

import depot.gnss.Constellation;
import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.Gsa;
import depot.gnss.nmea.Gsv;
import depot.gnss.nmea.Rmc;
import depot.gnss.nmea.Txt;
import depot.gnss.rtcm.GlonassBiases;
import depot.gnss.rtcm.MsmHeader;
import depot.gnss.rtcm.StationPosition;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.Inf;
import depot.gnss.ubx.MonRf;
import depot.gnss.ubx.NavPvt;
import depot.gnss.ubx.NavSat;
import depot.gnss.ubx.NavSvin;
import depot.gnss.ubx.OutputMessage;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;

/** Writes what the simulated receiver sends in one epoch, by its settings. One thread. */
final class SimulatedEpoch {
    static final MonRf RADIO = new MonRf(List.of(
            new MonRf.Block(0, MonRf.Jamming.OK, MonRf.AntennaStatus.OK, MonRf.AntennaPower.ON, 90, 3600, 10),
            new MonRf.Block(1, MonRf.Jamming.OK, MonRf.AntennaStatus.OK, MonRf.AntennaPower.ON, 85, 3900, 6)));
    private static final long GPS_EPOCH_SECONDS = 315_964_800;
    private static final long LEAP_SECONDS = 18;
    private static final long WEEK_MILLIS = 604_800_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final double GEOID_METRES = 45;
    private static final double UNKNOWN_DOP = 99.99;
    private static final double WARNS_FROM_METRES = 50;
    private static final String WARNING = "Base station position seems incorrect";
    private static final int MOST_IN_A_MESSAGE = 12;
    private static final int MOST_IN_GSV = 4;

    private final SimulatedSettings settings;
    private final SimulatedSky sky;
    private final Ecef antenna;
    private final Random noise;
    private ByteArrayOutputStream out;
    private long number;

    SimulatedEpoch(SimulatedSettings settings, SimulatedSky sky, Ecef antenna, Random noise) {
        this.settings = settings;
        this.sky = sky;
        this.antenna = antenna;
        this.noise = noise;
    }

    static long timeOfWeekMillis(Instant time) {
        return Math.floorMod(time.toEpochMilli() - (GPS_EPOCH_SECONDS - LEAP_SECONDS) * 1000, WEEK_MILLIS);
    }

    byte[] write(long epochNumber, Instant time, NavSvin survey) {
        out = new ByteArrayOutputStream();
        number = epochNumber;
        Optional<Ecef> base = settings.isFixed() ? Optional.of(settings.fixedPosition()) : Optional.of(survey.mean())
                .filter(_ -> survey.valid());
        Ecef at = base.orElseGet(() -> new Ecef(antenna.xMetres() + noise.nextGaussian() * 0.4, antenna.yMetres()
                + noise.nextGaussian() * 0.4,
                antenna.zMetres() + noise.nextGaussian() * 0.4));
        List<SimulatedSky.Satellite> satellites = sky.at(time);
        sentences(time, at.toGeodetic(), satellites, base.isPresent());
        on(OutputMessage.UBX_NAV_PVT, () -> pvt(time, at.toGeodetic(), satellites, base.isPresent()).encode());
        on(OutputMessage.UBX_NAV_SVIN, survey::encode);
        on(OutputMessage.UBX_NAV_SAT, () -> satellites(time).encode());
        on(OutputMessage.UBX_MON_RF, RADIO::encode);
        base.filter(position -> position.distanceMetres(antenna) > WARNS_FROM_METRES && number % 10 == 0).ifPresent(_ -> warn());
        corrections(time, satellites, base);
        return out.toByteArray();
    }

    private interface Encoded {
        byte[] bytes();
    }

    private void on(OutputMessage message, Encoded encoded) {
        int rate = settings.rate(message);
        if (rate > 0 && number % rate == 0) {
            out.writeBytes(encoded.bytes());
        }
    }

    private void warn() {
        out.writeBytes(new Txt("GN", OptionalInt.of(1), OptionalInt.of(1), Txt.Severity.WARNING, WARNING).encode());
        if ((settings.get(ConfigKeys.INFMSG_UBX_USB) & 2) != 0) {
            out.writeBytes(new Inf(Inf.Severity.WARNING, WARNING).encode());
        }
    }

    private static long used(List<SimulatedSky.Satellite> satellites) {
        return satellites.stream().filter(SimulatedSky.Satellite::used).count();
    }

    private NavPvt pvt(Instant time, Geodetic at, List<SimulatedSky.Satellite> satellites, boolean timeMode) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        int height = (int) Math.round(at.heightMetres() * 1000);
        return new NavPvt(timeOfWeekMillis(time),
                new NavPvt.Utc(utc.getYear(), utc.getMonthValue(), utc.getDayOfMonth(), utc.getHour(), utc.getMinute(), utc.getSecond(),
                        utc.getNano(), true, true, true, 25),
                new NavPvt.Fix(timeMode ? NavPvt.FixType.TIME_ONLY : NavPvt.FixType.FIX_3D, true, false, NavPvt.CarrierSolution.NONE, 0),
                (int) used(satellites),
                new NavPvt.Position(true, at.latitudeDegrees(), at.longitudeDegrees(), height, (int) (height - GEOID_METRES * 1000),
                        timeMode ? 120 : 800, timeMode ? 180 : 1200),
                new NavPvt.Velocity(0, 0, 0, 0, 0, 30, 180), timeMode ? UNKNOWN_DOP : 1.1);
    }

    NavSat satellites(Instant time) {
        List<NavSat.Satellite> all = new ArrayList<>();
        for (SimulatedSky.Satellite s : sky.at(time)) {
            int flags = s.used() ? 7 | NavSat.Satellite.USED | 1 << 4 : 4 | 1 << 4;
            all.add(new NavSat.Satellite(s.constellation(), s.number(), s.carrierToNoiseDbHz(), OptionalInt.of(s.elevationDegrees()),
                    OptionalInt.of(s.azimuthDegrees()), 0, flags));
        }
        return new NavSat(timeOfWeekMillis(time), all);
    }

    private void sentences(Instant time, Geodetic at, List<SimulatedSky.Satellite> satellites, boolean timeMode) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        OptionalInt ofDay = OptionalInt.of((int) Math.floorMod(time.toEpochMilli(), DAY_MILLIS));
        OptionalDouble latitude = OptionalDouble.of(at.latitudeDegrees());
        OptionalDouble longitude = OptionalDouble.of(at.longitudeDegrees());
        OptionalDouble dop = OptionalDouble.of(timeMode ? UNKNOWN_DOP : 0.6);
        on(OutputMessage.NMEA_ID_RMC, () -> new Rmc("GN", ofDay, true, latitude, longitude, OptionalDouble.of(0), OptionalDouble.empty(),
                Optional.of(utc.toLocalDate()), 'A', 'V').encode());
        on(OutputMessage.NMEA_ID_GGA, () -> new Gga("GN", ofDay, latitude, longitude, FixQuality.GPS,
                OptionalInt.of((int) Math.min(12, used(satellites))), dop, OptionalDouble.of(at.heightMetres() - GEOID_METRES),
                OptionalDouble.of(GEOID_METRES), OptionalDouble.empty(), "").encode());
        for (SystemView view : SystemView.of(satellites)) {
            on(OutputMessage.NMEA_ID_GSA, () -> new Gsa("GN", 'A', OptionalInt.of(3),
                    view.used().stream().limit(MOST_IN_A_MESSAGE).map(view::nmeaNumber).toList(), dop, dop, dop,
                    OptionalInt.of(view.nmeaSystem())).encode());
            on(OutputMessage.NMEA_ID_GSV, () -> gsv(view));
        }
    }

    private static byte[] gsv(SystemView view) {
        ByteArrayOutputStream sentences = new ByteArrayOutputStream();
        int count = view.satellites().size();
        int of = Math.max(1, (count + MOST_IN_GSV - 1) / MOST_IN_GSV);
        for (int i = 0; i < of; i++) {
            List<Gsv.Satellite> part = view.satellites().subList(i * MOST_IN_GSV, Math.min(count, (i + 1) * MOST_IN_GSV)).stream()
                    .map(s -> new Gsv.Satellite(view.nmeaNumber(s), OptionalInt.of(s.elevationDegrees()),
                    OptionalInt.of(s.azimuthDegrees()),
                            OptionalInt.of(s.carrierToNoiseDbHz()))).toList();
            sentences.writeBytes(new Gsv(view.talker(), of, i + 1, count, part, OptionalInt.of(view.nmeaSignal())).encode());
        }
        return sentences.toByteArray();
    }

    /** MSM also from a rover; the position only from a base. All of an epoch say that more follow, but for the last. */
    private void corrections(Instant time, List<SimulatedSky.Satellite> satellites, Optional<Ecef> base) {
        base.ifPresent(at -> on(OutputMessage.RTCM_3X_TYPE1005,
                () -> new StationPosition(0, 0, true, true, true, false, at, true, 0, OptionalDouble.empty()).encode()));
        List<SystemView> views = SystemView.of(satellites);
        for (SystemView view : views) {
            for (int kind : new int[] {4, 7}) {
                int type = view.msmTens() * 10 + kind;
                OutputMessage.ofRtcm(String.valueOf(type)).ifPresent(message ->
                        on(message, () -> msm(type, view, time, view != views.getLast()).encode()));
            }
        }
        on(OutputMessage.RTCM_3X_TYPE1230, () -> new GlonassBiases(0, true, Map.of()).encode());
    }

    private static MsmHeader msm(int type, SystemView view, Instant time, boolean more) {
        long mask = 0;
        List<SimulatedSky.Satellite> measured = view.used().stream().limit(MOST_IN_A_MESSAGE).toList();
        for (SimulatedSky.Satellite s : measured) {
            mask |= 1L << 64 - s.number();
        }
        int signals = 1 << 32 - 2 | 1 << 32 - 16; // the L1 and the L2 signal of most systems
        int cells = Long.bitCount(mask) * Integer.bitCount(signals);
        long cellMask = cells == 0 ? 0 : -1L >>> 64 - cells;
        return new MsmHeader(type, 0, (int) epochOf(view.constellation(), time), more, 0, 0, 0, false, 0, mask, signals, cellMask);
    }

    private static long epochOf(Constellation system, Instant time) {
        return switch (system) {
            case GLONASS -> {
                long moscow = time.toEpochMilli() + 3 * 3_600_000;
                long day = Math.floorMod(Math.floorDiv(moscow, DAY_MILLIS) + 4, 7L);
                yield day << 27 | Math.floorMod(moscow, DAY_MILLIS);
            }
            case BEIDOU -> Math.floorMod(timeOfWeekMillis(time) - 14_000, WEEK_MILLIS);
            default -> timeOfWeekMillis(time);
        };
    }
}
