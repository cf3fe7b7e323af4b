package depot.gnss.frames;

/**
 * What a framer has seen since it was made.
 *
 * @param bytes fed to it
 * @param skippedBytes that belong to no frame: noise, damaged and cut frames, lines without a checksum
 * @param waitingBytes that may be the beginning of a frame; {@code bytes} is the sum of the frames' bytes and these two
 */
public record FramerCounts(long bytes, long skippedBytes, int waitingBytes, Of nmea, Of ubx, Of rtcm3) {
    /**
     * Of one protocol.
     *
     * @param bytes in its frames
     * @param checksumFailures whole frames but for the checksum; bytes of another frame can look like one
     */
    public record Of(long frames, long bytes, long checksumFailures) {}

    public Of of(Protocol protocol) {
        return switch (protocol) {
            case NMEA -> nmea;
            case UBX -> ubx;
            case RTCM3 -> rtcm3;
        };
    }

    public long frames() {
        return nmea.frames + ubx.frames + rtcm3.frames;
    }

    public long checksumFailures() {
        return nmea.checksumFailures + ubx.checksumFailures + rtcm3.checksumFailures;
    }
}
