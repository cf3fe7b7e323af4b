package depot.gps.sim;

import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import depot.gnss.ubx.CfgValget;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.OutputMessage;
import depot.gnss.ubx.ReceiverPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The simulated receiver's RAM: what CFG-VALSET changes and CFG-VALGET reads. One thread. */
final class SimulatedSettings {
    private static final int SURVEY_IN = 1;
    private static final int FIXED = 2;
    private static final double TENTHS_IN_METRE = 10_000;
    /** As a depot's receiver has them in its flash: a base that surveys in for a minute, and sends the usual corrections. */
    private static final List<OutputMessage> EVERY_EPOCH = List.of(OutputMessage.RTCM_3X_TYPE1005, OutputMessage.RTCM_3X_TYPE1074,
            OutputMessage.RTCM_3X_TYPE1084, OutputMessage.RTCM_3X_TYPE1094, OutputMessage.RTCM_3X_TYPE1124, OutputMessage.RTCM_3X_TYPE1230,
            OutputMessage.UBX_NAV_PVT, OutputMessage.UBX_NAV_SVIN, OutputMessage.NMEA_ID_GGA, OutputMessage.NMEA_ID_GSA,
            OutputMessage.NMEA_ID_GSV, OutputMessage.NMEA_ID_RMC);
    private static final List<OutputMessage> EVERY_FIFTH = List.of(OutputMessage.UBX_NAV_SAT, OutputMessage.UBX_MON_RF);

    private final Set<ConfigKey> missing;
    private final Map<ConfigKey, Long> values = new HashMap<>();

    /** @param missing keys that its firmware does not have */
    SimulatedSettings(Set<ConfigKey> missing) {
        this.missing = Set.copyOf(missing);
        reset();
    }

    void reset() {
        values.clear();
        for (ReceiverPort port : List.of(ReceiverPort.UART1, ReceiverPort.USB)) {
            EVERY_EPOCH.forEach(message -> values.put(message.key(port), 1L));
            EVERY_FIFTH.forEach(message -> values.put(message.key(port), 5L));
        }
        for (ConfigKey on : List.of(ConfigKeys.UART1OUTPROT_UBX, ConfigKeys.UART1OUTPROT_NMEA, ConfigKeys.UART1OUTPROT_RTCM3X,
                ConfigKeys.USBOUTPROT_UBX, ConfigKeys.USBOUTPROT_NMEA, ConfigKeys.USBOUTPROT_RTCM3X)) {
            values.put(on, 1L);
        }
        values.put(ConfigKeys.RATE_MEAS, 1000L);
        values.put(ConfigKeys.UART1_BAUDRATE, 38_400L);
        values.put(ConfigKeys.TMODE_MODE, (long) SURVEY_IN);
        values.put(ConfigKeys.TMODE_SVIN_MIN_DUR, 60L);
        values.put(ConfigKeys.TMODE_SVIN_ACC_LIMIT, 50_000L);
    }

    private boolean knows(ConfigKey key) {
        return key.toString().startsWith("CFG-") && !missing.contains(key);
    }

    /** Takes all or nothing. */
    boolean set(List<ConfigItem> items) {
        if (items.size() > CfgValget.MAX_ITEMS || !items.stream().allMatch(this::allowed)) {
            return false;
        }
        items.forEach(item -> values.put(item.key(), item.bits()));
        return true;
    }

    private boolean allowed(ConfigItem item) {
        boolean fine = !item.key().equals(ConfigKeys.TMODE_MODE) || item.bits() <= FIXED;
        boolean rest = item.key().toString().endsWith("_HP") && Math.abs(item.signed()) > 99;
        return knows(item.key()) && fine && !rest;
    }

    /** Empty when one of the keys is not known: then a receiver returns no values at all. */
    Optional<List<ConfigItem>> get(List<ConfigKey> keys) {
        List<ConfigItem> items = new ArrayList<>();
        for (ConfigKey key : keys) {
            if (!knows(key)) {
                return Optional.empty();
            }
            items.add(new ConfigItem(key, values.getOrDefault(key, 0L)));
        }
        return Optional.of(items);
    }

    /** Every how many epochs the message comes out on USB; 0 for never. */
    int rate(OutputMessage message) {
        ConfigKey protocol = message.name().startsWith("RTCM") ? ConfigKeys.USBOUTPROT_RTCM3X
                : message.name().startsWith("NMEA") ? ConfigKeys.USBOUTPROT_NMEA : ConfigKeys.USBOUTPROT_UBX;
        return get(protocol) == 0 ? 0 : (int) get(message.key(ReceiverPort.USB));
    }

    long get(ConfigKey key) {
        return values.getOrDefault(key, 0L);
    }

    boolean surveysIn() {
        return get(ConfigKeys.TMODE_MODE) == SURVEY_IN;
    }

    boolean isFixed() {
        return get(ConfigKeys.TMODE_MODE) == FIXED;
    }

    double surveyLimitMetres() {
        return get(ConfigKeys.TMODE_SVIN_ACC_LIMIT) / TENTHS_IN_METRE;
    }

    Ecef fixedPosition() {
        if (get(ConfigKeys.TMODE_POS_TYPE) == 0) {
            return new Ecef(metres(ConfigKeys.TMODE_ECEF_X, ConfigKeys.TMODE_ECEF_X_HP),
                    metres(ConfigKeys.TMODE_ECEF_Y, ConfigKeys.TMODE_ECEF_Y_HP),
                    metres(ConfigKeys.TMODE_ECEF_Z, ConfigKeys.TMODE_ECEF_Z_HP));
        }
        return new Geodetic(signed(ConfigKeys.TMODE_LAT) / 1e7 + signed(ConfigKeys.TMODE_LAT_HP) / 1e9,
                signed(ConfigKeys.TMODE_LON) / 1e7 + signed(ConfigKeys.TMODE_LON_HP) / 1e9,
                metres(ConfigKeys.TMODE_HEIGHT, ConfigKeys.TMODE_HEIGHT_HP)).toEcef();
    }

    private double metres(ConfigKey centimetres, ConfigKey tenths) {
        return (signed(centimetres) * 100 + signed(tenths)) / TENTHS_IN_METRE;
    }

    private long signed(ConfigKey key) {
        return new ConfigItem(key, get(key)).signed();
    }
}
