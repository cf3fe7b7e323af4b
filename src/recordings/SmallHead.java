package depot.recordings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * The first frame of a small file, which decoders skip: it says how long the original is, so that a list of files takes one
 * short read for each. Its bytes are always {@link #BYTES}. Immutable.
 *
 * <pre>
 *  Magic_Number  u32  0x184D2A50     (RFC 8878, section 3.1.2)
 *  Frame_Size    u32  of what follows
 *  text          "depot 1\n" length "\n" origin "\n", filled up with blanks
 * </pre>
 *
 * @param length bytes of the original
 * @param origin identifies the original among files of the same name, size and time; up to 100 characters
 */
record SmallHead(long length, String origin) {
    static final int BYTES = 160;
    private static final int FRAME_HEAD = 8;
    private static final int SKIPPABLE_MAGIC = 0x184D2A50;
    private static final String KIND = "depot 1";
    private static final int MAX_ORIGIN = 100;

    ByteBuffer encode() {
        String known = origin.length() > MAX_ORIGIN || origin.indexOf('\n') >= 0 ? "" : origin;
        byte[] text = (KIND + "\n" + length + "\n" + known + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(SKIPPABLE_MAGIC).putInt(BYTES - FRAME_HEAD).put(text);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.flip();
    }

    /** @throws IOException when the file does not begin with such a frame */
    static SmallHead read(FileChannel channel) throws IOException {
        if (channel.size() < BYTES) {
            throw new IOException("it is too short for a recording that is kept small");
        }
        ByteBuffer bytes = SmallFile.exactly(channel, 0, BYTES).order(ByteOrder.LITTLE_ENDIAN);
        String[] lines = new String(bytes.array(), FRAME_HEAD, BYTES - FRAME_HEAD, StandardCharsets.US_ASCII).split("\n", 4);
        if (bytes.getInt(0) != SKIPPABLE_MAGIC || bytes.getInt(4) != BYTES - FRAME_HEAD || lines.length < 4 || !lines[0].equals(KIND)) {
            throw new IOException("it does not begin as a recording that is kept small");
        }
        try {
            long length = Long.parseLong(lines[1]);
            if (length >= 0) {
                return new SmallHead(length, lines[2]);
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IOException("its head has no length: " + lines[1]);
    }
}
