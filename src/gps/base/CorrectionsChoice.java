package depot.gps.base;

import depot.gnss.ubx.OutputMessage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The corrections that the receiver sends, and how often. Immutable.
 *
 * @param everyEpochs by message; 1 is every epoch
 * @param named whether an operator chose these; else they are the usual ones, and a receiver that lacks one sends the others
 * @param station DF003 of its messages; empty leaves it as it is
 */
public record CorrectionsChoice(Map<OutputMessage, Integer> everyEpochs, boolean named, OptionalInt station) {
    public CorrectionsChoice {
        everyEpochs = Collections.unmodifiableMap(new LinkedHashMap<>(everyEpochs));
    }

    CorrectionsChoice withStation(OptionalInt id) {
        return new CorrectionsChoice(everyEpochs, named, id);
    }

    /** 0 for one that is not wanted. */
    int every(OutputMessage message) {
        return everyEpochs.getOrDefault(message, 0);
    }

    /** As in {@code GPS_RTCM_MESSAGES}. */
    String text() {
        return everyEpochs.entrySet().stream().map(e -> number(e.getKey()) + (e.getValue() == 1 ? "" : "(" + e.getValue() + ")"))
                .collect(Collectors.joining(","));
    }

    /** Such as {@code 1005} or {@code 4072.1}. */
    static String number(OutputMessage message) {
        return message.name().replace("RTCM_3X_TYPE", "").replace('_', '.');
    }
}
