package depot.common.http;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Checks the lines between a chunked body's bytes (RFC 9112, section 7.1). The JDK misreads a size beyond 32 bits, and
 * accepts ends that are none:
 *
 * <pre>
 *   size in hex [;extension] CR LF   bytes CR LF   …   0 CR LF   [trailer field CR LF …]   CR LF
 * </pre>
 *
 * <p>Pure, no I/O; for one body and one thread. Bytes of the data are the caller's to count.
 */
final class ChunkFrames {
    private static final int MAX_LINE = 2048;
    private static final int MAX_TRAILER = 16 * 1024;
    private static final Pattern SIZE = Pattern.compile("([0-9a-fA-F]{1,15})[ \t]*(;.*)?");

    private final StringBuilder line = new StringBuilder();
    private boolean afterCr;
    private boolean afterData;
    private boolean inTrailer;
    private boolean trailed;
    private int trailerBytes;

    /** What the line that has just ended was. */
    sealed interface Line {
        /** More bytes are needed. */
        record Unfinished() implements Line {}

        /** So many bytes come next, then the next line. */
        record Data(int bytes) implements Line {}

        /** That was the body's end. */
        record End() implements Line {}

        /** This is no chunked body. */
        record Broken(String why) implements Line {}
    }

    private static final Line UNFINISHED = new Line.Unfinished();

    /** Takes the next byte that is none of the data. */
    Line take(byte b) {
        if (afterCr) {
            afterCr = false;
            return b == '\n' ? ended() : new Line.Broken("a carriage return that does not end a line");
        }
        if (b == '\r') {
            afterCr = true;
            return UNFINISHED;
        }
        if (afterData) {
            return new Line.Broken("a chunk that is longer than its size says");
        }
        if (b >= 0 && b < ' ' && b != '\t' || b == 0x7F || line.length() == MAX_LINE || inTrailer && ++trailerBytes > MAX_TRAILER) {
            return new Line.Broken("a malformed chunk size");
        }
        line.append((char) (b & 0xFF));
        return UNFINISHED;
    }

    private Line ended() {
        if (afterData) {
            afterData = false;
            return UNFINISHED;
        }
        String text = line.toString();
        line.setLength(0);
        return inTrailer ? ofTrailer(text) : ofSize(text);
    }

    private Line ofTrailer(String text) {
        if (text.isEmpty()) {
            return new Line.End();
        }
        trailed = true;
        byte[] field = text.getBytes(StandardCharsets.ISO_8859_1);
        int colon = RequestHead.endOfToken(field, 0, field.length);
        return colon > 0 && colon < field.length && field[colon] == ':' ? UNFINISHED : new Line.Broken("a malformed trailer field");
    }

    private Line ofSize(String text) {
        var matcher = SIZE.matcher(text);
        long size = matcher.matches() ? Long.parseLong(matcher.group(1), 16) : -1;
        if (size < 0 || size > Integer.MAX_VALUE) {
            return new Line.Broken("a chunk's size must be a hexadecimal number below 80000000");
        }
        inTrailer = size == 0;
        afterData = !inTrailer; // once the caller has taken them
        return inTrailer ? UNFINISHED : new Line.Data((int) size);
    }

    /** Whether fields came behind the data. */
    boolean trailed() {
        return trailed;
    }

    /** A data line as the JDK's parser is to see it: without extensions. */
    static byte[] sizeLine(int bytes) {
        return (Integer.toHexString(bytes) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
