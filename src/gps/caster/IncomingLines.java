package depot.gps.caster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Puts a client's lines together from pieces of any size; one that is too long is dropped. One thread. */
final class IncomingLines {
    /** A GGA has 82 characters and, of some receivers, a few more. */
    private static final int LONGEST = 128;
    private byte[] line; // made when something comes: most clients send nothing
    private int length;

    /** @param sink is given each whole line, its LF included */
    void add(ByteBuffer bytes, Consumer<byte[]> sink) {
        if (line == null) {
            line = new byte[LONGEST];
        }
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (length < LONGEST) {
                line[length] = b;
            }
            length++;
            if (b == '\n') {
                if (length <= LONGEST) {
                    sink.accept(Arrays.copyOf(line, length));
                }
                length = 0;
            } else if (length > LONGEST) {
                length = LONGEST + 1; // to its end it stays too long
            }
        }
    }
}
