package depot.gps.caster;

import depot.common.config.Version;
import depot.gnss.Constellation;
import depot.gnss.Geodetic;
import depot.gnss.ntrip.StreamRecord;
import depot.gps.corrections.Corrections;
import depot.gps.corrections.MessageFlow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The caster's list of its streams, made from what really flows each time a client asks. Any thread. */
public final class SourceTable {
    static final String SERVER = "NTRIP depot/" + Version.read().number();
    /** The first version with multiple signal messages; clients refuse formats that they do not know. */
    private static final String FORMAT = "RTCM 3.2";
    private static final String MADE_UP = "MADE-UP BASE, NOT REAL";
    private final Corrections corrections;
    private final StationFacts facts;

    public SourceTable(Corrections corrections, StationFacts facts) {
        this.corrections = corrections;
        this.facts = facts;
    }

    /** @param authentication whether rovers are asked for a password */
    public StreamRecord stream(String mountpoint, boolean authentication) {
        List<MessageFlow> flows = corrections.flows();
        Optional<Geodetic> position = facts.position();
        return new StreamRecord(mountpoint, facts.simulated() ? MADE_UP : "Depot", FORMAT, flows.stream().map(SourceTable::detail)
                .collect(Collectors.joining(",")),
                carriers(flows), systems(flows), position.map(Geodetic::latitudeDegrees).orElse(0.0),
                position.map(Geodetic::longitudeDegrees).orElse(0.0), facts.receiver(), authentication, bitsPerSecond(flows),
                facts.remark());
    }

    /** Such as {@code 1005(10)}: the type, and the seconds from one to the next. */
    private static String detail(MessageFlow flow) {
        double seconds = flow.intervalSeconds();
        return flow.type() + (seconds <= 0 ? "" : String.format(Locale.ROOT, seconds < 0.75 ? "(%.1f)" : "(%.0f)", Math.max(0.1, seconds)));
    }

    private static int carriers(List<MessageFlow> flows) {
        return Math.min(2, flows.stream().mapToInt(MessageFlow::signals).max().orElse(0));
    }

    private static String systems(List<MessageFlow> flows) {
        return flows.stream().map(flow -> system(flow.type().number())).filter(s -> !s.isEmpty()).distinct()
                .collect(Collectors.joining("+"));
    }

    private static String system(int number) {
        if (number >= 1001 && number <= 1004) {
            return "GPS";
        }
        if (number >= 1009 && number <= 1012) {
            return "GLO";
        }
        return switch (Constellation.ofMsm(number)) {
            case GPS -> "GPS";
            case GLONASS -> "GLO";
            case GALILEO -> "GAL";
            case SBAS -> "SBAS";
            case QZSS -> "QZS";
            case BEIDOU -> "BDS";
            case NAVIC -> "IRS";
            default -> "";
        };
    }

    private static int bitsPerSecond(List<MessageFlow> flows) {
        return (int) flows.stream().filter(f -> f.intervalSeconds() > 0).mapToDouble(f -> 8 * f.bytes() / f.intervalSeconds()).sum();
    }
}
