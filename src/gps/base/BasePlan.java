package depot.gps.base;

import depot.gnss.Ecef;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.OutputMessage;
import depot.gnss.ubx.ReceiverPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the receiver is to be set up. Immutable.
 *
 * @param rtcm the corrections that it sends
 * @param raw whether it sends its raw measurements; empty leaves that as it is
 */
public record BasePlan(Mode mode, CorrectionsChoice rtcm, Optional<Boolean> raw) {
    private static final List<ReceiverPort> PORTS = List.of(ReceiverPort.UART1, ReceiverPort.USB);
    private static final int DISABLED = 0;
    private static final int SURVEY_IN = 1;
    private static final int FIXED = 2;
    private static final int ECEF = 0;
    private static final int EVERY_EPOCH = 1;
    private static final int EVERY_FIFTH = 5;
    private static final int ERROR_WARNING_NOTICE = 7;
    static final double TENTHS_IN_METRE = 10_000; // of a millimetre
    private static final int TENTHS_IN_CENTIMETRE = 100;

    public BasePlan(Mode mode, CorrectionsChoice rtcm) {
        this(mode, rtcm, Optional.empty());
    }

    BasePlan withRaw(Optional<Boolean> newRaw) {
        return new BasePlan(mode, rtcm, newRaw);
    }

    /** Whether there is nothing to be set at all. */
    boolean isEmpty() {
        return mode instanceof Mode.LeftAlone && raw.isEmpty();
    }

    /** How it gets its position. */
    public sealed interface Mode {
        /** Nothing is set: it stays as its own memory has it. */
        record LeftAlone() implements Mode {}

        /** No base any more. */
        record Off() implements Mode {}

        record SurveyIn(int seconds, double accuracyMetres) implements Mode {}

        /**
         * @param accuracyMetres of the position, where it is known
         * @param kept found by a survey and kept, not configured
         */
        record Fixed(Ecef position, OptionalDouble accuracyMetres, boolean kept) implements Mode {}

        /** As in {@code GPS_BASE}. */
        default String text() {
            return switch (this) {
                case LeftAlone _, Off _ -> "off";
                case SurveyIn _ -> "survey-in";
                case Fixed _ -> "fixed";
            };
        }
    }

    /** All settings that the plan needs, those of time mode last and its mode behind them. */
    List<ConfigItem> items() {
        List<ConfigItem> items = new ArrayList<>();
        raw.ifPresent(on -> {
            items.add(ConfigItem.of(ConfigKeys.UART1OUTPROT_UBX, 1));
            items.add(ConfigItem.of(ConfigKeys.USBOUTPROT_UBX, 1));
            rates(items, OutputMessage.UBX_RXM_RAWX, on ? EVERY_EPOCH : 0);
            rates(items, OutputMessage.UBX_RXM_SFRBX, on ? EVERY_EPOCH : 0);
        });
        if (mode instanceof Mode.LeftAlone) {
            return items;
        }
        if (!(mode instanceof Mode.Off)) {
            for (ConfigKey key : List.of(ConfigKeys.UART1OUTPROT_UBX, ConfigKeys.UART1OUTPROT_RTCM3X, ConfigKeys.USBOUTPROT_UBX,
                    ConfigKeys.USBOUTPROT_RTCM3X)) {
                if (items.stream().noneMatch(item -> item.key().equals(key))) {
                    items.add(ConfigItem.of(key, 1));
                }
            }
            items.add(ConfigItem.of(ConfigKeys.INFMSG_UBX_UART1, ERROR_WARNING_NOTICE));
            items.add(ConfigItem.of(ConfigKeys.INFMSG_UBX_USB, ERROR_WARNING_NOTICE));
            rates(items, OutputMessage.UBX_NAV_PVT, EVERY_EPOCH);
            rates(items, OutputMessage.UBX_NAV_SVIN, EVERY_EPOCH);
            rates(items, OutputMessage.UBX_NAV_SAT, EVERY_FIFTH);
            rates(items, OutputMessage.UBX_MON_RF, EVERY_FIFTH);
        }
        for (OutputMessage message : OutputMessage.values()) {
            if (message.name().startsWith("RTCM")) { // one that is not wanted would mix with those that are
                rates(items, message, mode instanceof Mode.Off ? 0 : rtcm.every(message));
            }
        }
        if (!(mode instanceof Mode.Off) && rtcm.station().isPresent()) {
            items.add(ConfigItem.of(ConfigKeys.RTCM_DF003_OUT, rtcm.station().getAsInt()));
        }
        timeMode(items);
        return items;
    }

    /** The message that a key of this plan is the rate of; empty for other settings. */
    static Optional<OutputMessage> messageOf(ConfigKey key) {
        return Arrays.stream(OutputMessage.values()).filter(message -> PORTS.stream().anyMatch(port -> message.key(port).equals(key)))
                .findFirst();
    }

    /** The port that a setting is of; empty when it is of none. */
    static Optional<ReceiverPort> portOf(ConfigKey key) {
        String name = key.toString();
        return PORTS.stream().filter(port -> name.endsWith("_" + port) || name.startsWith("CFG-" + port + "OUTPROT-")).findFirst();
    }

    private static void rates(List<ConfigItem> items, OutputMessage message, int everyEpochs) {
        for (ReceiverPort port : PORTS) {
            items.add(ConfigItem.of(message.key(port), everyEpochs));
        }
    }

    private void timeMode(List<ConfigItem> items) {
        switch (mode) {
            case Mode.LeftAlone _ -> { }
            case Mode.Off _ -> items.add(ConfigItem.of(ConfigKeys.TMODE_MODE, DISABLED));
            case Mode.SurveyIn survey -> {
                items.add(ConfigItem.of(ConfigKeys.TMODE_SVIN_MIN_DUR, survey.seconds));
                items.add(ConfigItem.of(ConfigKeys.TMODE_SVIN_ACC_LIMIT, tenths(survey.accuracyMetres)));
                items.add(ConfigItem.of(ConfigKeys.TMODE_MODE, SURVEY_IN));
            }
            case Mode.Fixed fixed -> {
                items.add(ConfigItem.of(ConfigKeys.TMODE_POS_TYPE, ECEF));
                axis(items, ConfigKeys.TMODE_ECEF_X, ConfigKeys.TMODE_ECEF_X_HP, fixed.position.xMetres());
                axis(items, ConfigKeys.TMODE_ECEF_Y, ConfigKeys.TMODE_ECEF_Y_HP, fixed.position.yMetres());
                axis(items, ConfigKeys.TMODE_ECEF_Z, ConfigKeys.TMODE_ECEF_Z_HP, fixed.position.zMetres());
                fixed.accuracyMetres.ifPresent(accuracy -> items.add(ConfigItem.of(ConfigKeys.TMODE_FIXED_POS_ACC, tenths(accuracy))));
                items.add(ConfigItem.of(ConfigKeys.TMODE_MODE, FIXED));
            }
        }
    }

    /** Whole centimetres, and what is over or under in tenths of a millimetre. */
    private static void axis(List<ConfigItem> items, ConfigKey whole, ConfigKey rest, double metres) {
        long tenths = tenths(metres);
        long centimetres = Math.floorDiv(tenths + TENTHS_IN_CENTIMETRE / 2, TENTHS_IN_CENTIMETRE);
        items.add(ConfigItem.of(whole, centimetres));
        items.add(ConfigItem.of(rest, tenths - centimetres * TENTHS_IN_CENTIMETRE));
    }

    private static long tenths(double metres) {
        return Math.round(metres * TENTHS_IN_METRE);
    }

    /** Whether it is one of the settings of time mode, which count together. */
    static boolean isTimeMode(ConfigItem item) {
        return isTimeMode(item.key());
    }

    static boolean isTimeMode(ConfigKey key) {
        return key.toString().startsWith("CFG-TMODE-");
    }
}
