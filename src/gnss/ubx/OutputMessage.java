package depot.gnss.ubx;

import java.util.Optional;

/**
 * The messages whose rate a base station sets: CFG-MSGOUT, UBX-22008968, section 6.9.11 (group 0x91). Each has five keys in a
 * row, one for each {@link ReceiverPort}. The value says every how many epochs the message comes; 0 is never.
 *
 * <p>Verified: the keys of UART1 and USB against UBX-22008968, nine settings also against the list of HPG 1.51.
 */
public enum OutputMessage {
    RTCM_3X_TYPE1005(0x2BD), RTCM_3X_TYPE1074(0x35E), RTCM_3X_TYPE1077(0x2CC), RTCM_3X_TYPE1084(0x363),
    RTCM_3X_TYPE1087(0x2D1), RTCM_3X_TYPE1094(0x368), RTCM_3X_TYPE1097(0x318), RTCM_3X_TYPE1124(0x36D),
    RTCM_3X_TYPE1127(0x2D6), RTCM_3X_TYPE1230(0x303), RTCM_3X_TYPE4072_0(0x2FE), RTCM_3X_TYPE4072_1(0x381),
    UBX_NAV_PVT(0x006), UBX_NAV_SVIN(0x088), UBX_NAV_SAT(0x015), UBX_NAV_DOP(0x038), UBX_MON_RF(0x359),
    UBX_RXM_RAWX(0x2A4), UBX_RXM_SFRBX(0x231),
    NMEA_ID_GGA(0x0BA), NMEA_ID_GLL(0x0C9), NMEA_ID_GSA(0x0BF), NMEA_ID_GSV(0x0C4), NMEA_ID_RMC(0x0AB), NMEA_ID_VTG(0x0B0);

    private static final int GROUP = 0x2091_0000;
    private static final String RTCM = "RTCM_3X_TYPE";
    private final int firstItem; // that of I2C

    OutputMessage(int firstItem) {
        this.firstItem = firstItem;
    }

    /** The key of its rate on a port; one byte. */
    public ConfigKey key(ReceiverPort port) {
        return new ConfigKey(GROUP | firstItem + port.ordinal());
    }

    /** By RTCM message number as text, such as {@code 1005} or {@code 4072.1}; empty when the receiver cannot send it. */
    public static Optional<OutputMessage> ofRtcm(String number) {
        for (OutputMessage message : values()) {
            if (message.name().equals(RTCM + number.replace('.', '_'))) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }
}
