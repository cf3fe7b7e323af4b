package depot.gps.sim;

import depot.gnss.Constellation;
import java.util.List;

/** One system's satellites in view, and the numbers by which NMEA and RTCM know the system. */
record SystemView(Constellation constellation, List<SimulatedSky.Satellite> satellites) {
    private static final List<Constellation> SYSTEMS =
            List.of(Constellation.GPS, Constellation.GLONASS, Constellation.GALILEO, Constellation.BEIDOU);

    static List<SystemView> of(List<SimulatedSky.Satellite> all) {
        return SYSTEMS.stream().map(system -> new SystemView(system, all.stream().filter(s -> s.constellation() == system).toList()))
                .toList();
    }

    List<SimulatedSky.Satellite> used() {
        return satellites.stream().filter(SimulatedSky.Satellite::used).toList();
    }

    String talker() {
        return switch (constellation) {
            case GLONASS -> "GL";
            case GALILEO -> "GA";
            case BEIDOU -> "GB";
            default -> "GP";
        };
    }

    int nmeaSystem() {
        return SYSTEMS.indexOf(constellation) + 1;
    }

    /** The signal on L1, E1 or B1. */
    int nmeaSignal() {
        return constellation == Constellation.GALILEO ? 7 : 1;
    }

    /** GLONASS satellites are numbered from 65. */
    int nmeaNumber(SimulatedSky.Satellite satellite) {
        return satellite.number() + (constellation == Constellation.GLONASS ? 64 : 0);
    }

    /** An MSM's number without its last digit. */
    int msmTens() {
        return switch (constellation) {
            case GLONASS -> 108;
            case GALILEO -> 109;
            case BEIDOU -> 112;
            default -> 107;
        };
    }
}
