package depot.support;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What is written to stderr while a test class runs, its first 64 KB: much of it tests provoke on purpose, so it is shown only when one of
 * them fails. Thread-safe.
 */
final class CapturedErrors extends OutputStream {
    private static final int MOST = 64 << 10;

    private final byte[] bytes = new byte[MOST];
    private int length;
    private boolean cut;

    /** From now on stderr comes here. */
    static CapturedErrors begin() {
        CapturedErrors captured = new CapturedErrors();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        return captured;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] from, int offset, int count) {
        int taken = Math.min(count, MOST - length);
        System.arraycopy(from, offset, bytes, length, taken);
        length += taken;
        cut |= taken < count;
    }

    /** What came since this was last asked. */
    synchronized String take() {
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8) + (cut ? "\n… and more" : "");
        length = 0;
        cut = false;
        return text;
    }
}
