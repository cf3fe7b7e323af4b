package depot.gnss.frames;

/** The protocols that share one receiver port. */
public enum Protocol {
    NMEA, UBX, RTCM3
}
