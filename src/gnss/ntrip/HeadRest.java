package depot.gnss.ntrip;

import java.io.ByteArrayOutputStream;

/**
 * Takes away what some casters of version 1 send between {@code ICY 200 OK} and the stream: an empty line, or header lines and an
 * empty line. Version 1.0 (section 4) has neither, so data may also follow at once; it never looks like a header.
 *
 * <pre>
 *   ICY 200 OK CR LF      | taken by {@link NtripAnswer}
 *   Server: x CR LF       | taken away here, some KB of such lines
 *   CR LF                 | taken away here
 *   D3 00 13 ...          | the stream
 * </pre>
 *
 * Fed in pieces of any size. One thread.
 */
public final class HeadRest {
    private static final int LONGEST_LINE = 400;
    private static final int MOST_TAKEN = 8 * 1024; // a head that goes on beyond that is given on as the stream: one without frames
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int taken; // bytes of the whole header lines
    private boolean over;

    /** Whether all that comes now is the stream. */
    public boolean isOver() {
        return over;
    }

    /** What of these bytes, and of those held back before, is the stream. */
    public byte[] data(byte[] bytes, int count) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int at = 0; at < count; at++) {
            if (over) {
                data.write(bytes, at, count - at);
                return data.toByteArray();
            }
            line.write(bytes[at]);
            if (bytes[at] == '\n') {
                endOfLine(data);
            } else if (!isText(bytes[at]) || line.size() > LONGEST_LINE) {
                giveBack(data);
            }
        }
        return data.toByteArray();
    }

    private void endOfLine(ByteArrayOutputStream data) {
        String text = line.toString(java.nio.charset.StandardCharsets.ISO_8859_1).strip();
        if (text.isEmpty()) {
            over = true;
            line.reset();
        } else if (taken + line.size() <= MOST_TAKEN && text.matches("[A-Za-z][A-Za-z0-9-]*:.*")) {
            taken += line.size();
            line.reset();
        } else {
            giveBack(data);
        }
    }

    private void giveBack(ByteArrayOutputStream data) {
        over = true;
        data.writeBytes(line.toByteArray());
        line.reset();
    }

    private static boolean isText(byte b) {
        return b >= ' ' && b < 0x7F || b == '\r' || b == '\t';
    }
}
