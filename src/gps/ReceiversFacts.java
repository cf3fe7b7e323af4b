package depot.gps;

import depot.gnss.Geodetic;
import depot.gnss.ubx.MonVer;
import depot.gps.caster.StationFacts;
import depot.gps.corrections.Corrections;
import depot.gps.corrections.Usability;
import depot.gps.status.ReceiverState;
import java.util.Optional;

/** The source table's facts about the base, from what the receiver sends. Any thread. */
record ReceiversFacts(ReceiverState state, Corrections corrections, boolean simulated) implements StationFacts {
    @Override
    public Optional<Geodetic> position() {
        return state.place();
    }

    @Override
    public String receiver() {
        return state.version().map(ReceiversFacts::name).orElse("");
    }

    private static String name(MonVer version) {
        return (version.extension("MOD").orElse("") + " " + version.extension("FWVER").orElse(version.software())).strip();
    }

    @Override
    public String remark() {
        Usability usability = corrections.usability();
        String missing = usability.usable() ? "" : corrections.flowing() ? "not usable now: no " + usability.missingNames()
                : "no corrections at present";
        return simulated ? ("MADE UP, of no use to a rover. " + missing).strip() : missing;
    }
}
