package depot.gnss.ubx;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The keys of the settings that make a base station: UBX-22008968, section 6.9; names without their CFG. */
public final class ConfigKeys {
    private static final Map<ConfigKey, String> NAMES = new HashMap<>(); // filled once, by this class's own start

    /** 0 disabled, 1 survey-in, 2 fixed. */
    public static final ConfigKey TMODE_MODE = key(0x20030001, "CFG-TMODE-MODE");
    /** 0 ECEF, 1 latitude, longitude, height. */
    public static final ConfigKey TMODE_POS_TYPE = key(0x20030002, "CFG-TMODE-POS_TYPE");
    /** I4, cm; so are Y and Z. */
    public static final ConfigKey TMODE_ECEF_X = key(0x40030003, "CFG-TMODE-ECEF_X");
    public static final ConfigKey TMODE_ECEF_Y = key(0x40030004, "CFG-TMODE-ECEF_Y");
    public static final ConfigKey TMODE_ECEF_Z = key(0x40030005, "CFG-TMODE-ECEF_Z");
    /** I1, 0.1 mm, -99 to 99; so are Y and Z. */
    public static final ConfigKey TMODE_ECEF_X_HP = key(0x20030006, "CFG-TMODE-ECEF_X_HP");
    public static final ConfigKey TMODE_ECEF_Y_HP = key(0x20030007, "CFG-TMODE-ECEF_Y_HP");
    public static final ConfigKey TMODE_ECEF_Z_HP = key(0x20030008, "CFG-TMODE-ECEF_Z_HP");
    /** I4, 1e-7 degrees; so is the longitude. */
    public static final ConfigKey TMODE_LAT = key(0x40030009, "CFG-TMODE-LAT");
    public static final ConfigKey TMODE_LON = key(0x4003000A, "CFG-TMODE-LON");
    /** I4, cm above the ellipsoid. */
    public static final ConfigKey TMODE_HEIGHT = key(0x4003000B, "CFG-TMODE-HEIGHT");
    /** I1, 1e-9 degrees, -99 to 99; so is the longitude. */
    public static final ConfigKey TMODE_LAT_HP = key(0x2003000C, "CFG-TMODE-LAT_HP");
    public static final ConfigKey TMODE_LON_HP = key(0x2003000D, "CFG-TMODE-LON_HP");
    /** I1, 0.1 mm, -99 to 99. */
    public static final ConfigKey TMODE_HEIGHT_HP = key(0x2003000E, "CFG-TMODE-HEIGHT_HP");
    /** U4, 0.1 mm. */
    public static final ConfigKey TMODE_FIXED_POS_ACC = key(0x4003000F, "CFG-TMODE-FIXED_POS_ACC");
    /** U4, seconds. */
    public static final ConfigKey TMODE_SVIN_MIN_DUR = key(0x40030010, "CFG-TMODE-SVIN_MIN_DUR");
    /** U4, 0.1 mm. */
    public static final ConfigKey TMODE_SVIN_ACC_LIMIT = key(0x40030011, "CFG-TMODE-SVIN_ACC_LIMIT");
    /** U2: the station id in RTCM messages; from HPG 1.13 on. */
    public static final ConfigKey RTCM_DF003_OUT = key(0x30090001, "CFG-RTCM-DF003_OUT");
    /** U2, ms between measurements. */
    public static final ConfigKey RATE_MEAS = key(0x30210001, "CFG-RATE-MEAS");
    /** L: 7 decimals of a minute in NMEA. */
    public static final ConfigKey NMEA_HIGHPREC = key(0x10930006, "CFG-NMEA-HIGHPREC");
    /** U4. */
    public static final ConfigKey UART1_BAUDRATE = key(0x40520001, "CFG-UART1-BAUDRATE");
    /** L: a protocol goes out on a port; so are the next five. */
    public static final ConfigKey UART1OUTPROT_UBX = key(0x10740001, "CFG-UART1OUTPROT-UBX");
    public static final ConfigKey UART1OUTPROT_NMEA = key(0x10740002, "CFG-UART1OUTPROT-NMEA");
    public static final ConfigKey UART1OUTPROT_RTCM3X = key(0x10740004, "CFG-UART1OUTPROT-RTCM3X");
    public static final ConfigKey USBOUTPROT_UBX = key(0x10780001, "CFG-USBOUTPROT-UBX");
    public static final ConfigKey USBOUTPROT_NMEA = key(0x10780002, "CFG-USBOUTPROT-NMEA");
    public static final ConfigKey USBOUTPROT_RTCM3X = key(0x10780004, "CFG-USBOUTPROT-RTCM3X");
    /** X1: which INF messages go out, b0 ERROR, b1 WARNING, b2 NOTICE, b3 TEST, b4 DEBUG. */
    public static final ConfigKey INFMSG_UBX_UART1 = key(0x20920002, "CFG-INFMSG-UBX_UART1");
    public static final ConfigKey INFMSG_UBX_USB = key(0x20920004, "CFG-INFMSG-UBX_USB");

    static {
        for (OutputMessage message : OutputMessage.values()) {
            for (ReceiverPort port : ReceiverPort.values()) {
                NAMES.put(message.key(port), "CFG-MSGOUT-" + message + "_" + port);
            }
        }
    }

    private ConfigKeys() {}

    private static ConfigKey key(int id, String name) {
        ConfigKey key = new ConfigKey(id);
        NAMES.put(key, name);
        return key;
    }

    static String name(ConfigKey key) {
        String name = NAMES.get(key);
        return name != null ? name : String.format(Locale.ROOT, "0x%08X", key.id());
    }
}
