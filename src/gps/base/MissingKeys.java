package depot.gps.base;

import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.OutputMessage;
import depot.gnss.ubx.ReceiverPort;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What to do when a receiver lacks a setting:
 *
 * <pre>
 *   of a port that it does not have          nothing
 *   a message that is not wanted             nothing: it cannot send it, as wanted
 *   a message that an operator chose         refused; so are raw measurements
 *   one of the usual corrections             a note
 *   what only we like to see (NAV-SAT …)     a note
 *   time mode, RTCM on a port                refused: it cannot be a base
 * </pre>
 *
 * Immutable but for what it is given.
 */
record MissingKeys(ReceiverModel model, Set<ConfigKey> missing, Set<ConfigKey> refused) {

    SetupResult judge(BasePlan plan, int sent) {
        Set<ConfigKey> wrong = new LinkedHashSet<>(refused);
        Set<String> corrections = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (ConfigItem item : plan.items()) {
            if (missing.contains(item.key()) && !ofAbsentPort(item.key())) {
                sort(item, plan, wrong, corrections, others);
            }
        }
        if (!wrong.isEmpty()) {
            return new SetupResult.Refused(wrong.stream().map(ConfigKey::toString).toList(), why(wrong));
        }
        List<String> notes = new ArrayList<>();
        if (!corrections.isEmpty()) {
            notes.add("this " + model + " cannot send " + String.join(", ", corrections) + ": rovers get the others");
        }
        if (!others.isEmpty()) {
            notes.add("this " + model + " has no " + String.join(", ", others) + ": less of it is shown");
        }
        return new SetupResult.Done(sent, List.copyOf(notes));
    }

    private void sort(ConfigItem item, BasePlan plan, Set<ConfigKey> wrong, Set<String> corrections, Set<String> others) {
        Optional<OutputMessage> message = BasePlan.messageOf(item.key());
        boolean correction = message.isPresent() && message.get().name().startsWith("RTCM");
        if (BasePlan.isTimeMode(item) && !(item.bits() == 0 && item.key().equals(ConfigKeys.TMODE_MODE)) || item.key().toString()
                .contains("RTCM3X")) {
            wrong.add(item.key());
        } else if (item.bits() == 0) {
            return; // it is as wanted
        } else if (correction && plan.rtcm().named() || item.key().equals(ConfigKeys.RTCM_DF003_OUT)
                || message.filter(m -> m.name().startsWith("UBX_RXM")).isPresent()) {
            wrong.add(item.key());
        } else if (correction) {
            corrections.add(CorrectionsChoice.number(message.get()));
        } else {
            others.add(message.map(OutputMessage::name).orElse(item.key().toString()));
        }
    }

    private boolean ofAbsentPort(ConfigKey key) {
        Optional<ReceiverPort> port = BasePlan.portOf(key);
        ConfigKey output = port.equals(Optional.of(ReceiverPort.USB)) ? ConfigKeys.USBOUTPROT_UBX : ConfigKeys.UART1OUTPROT_UBX;
        ConfigKey other = port.equals(Optional.of(ReceiverPort.USB)) ? ConfigKeys.UART1OUTPROT_UBX : ConfigKeys.USBOUTPROT_UBX;
        return port.isPresent() && missing.contains(output) && !missing.contains(other);
    }

    private String why(Set<ConfigKey> wrong) {
        if (!model.canBeBase() && wrong.stream().anyMatch(BasePlan::isTimeMode)) {
            return "a " + model + " has no time mode and cannot be a base";
        }
        List<String> lacking = wrong.stream().map(BasePlan::messageOf).flatMap(Optional::stream).filter(message -> !model.sends(message))
                .map(CorrectionsChoice::number).distinct().toList();
        return lacking.isEmpty() ? "" : "a " + model + " cannot send " + String.join(", ", lacking);
    }
}
