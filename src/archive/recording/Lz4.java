package depot.archive.recording;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;

/** Unpacks LZ4 blocks into one array that is used again. One thread. */
final class Lz4 {
    private static final int FIRST_BYTES = 64 * 1024;

    private final Lz4Decompressor decompressor = new Lz4Decompressor();
    private final MessageMemory memory;
    private byte[] unpacked = new byte[FIRST_BYTES];

    Lz4(MessageMemory memory) {
        this.memory = memory;
    }

    void shrink() {
        unpacked = new byte[FIRST_BYTES];
    }

    /**
     * @param length bytes that it holds when it is unpacked; the caller has bounded it
     * @return the array, in which it begins at 0; it is overwritten by the next call
     */
    byte[] unpack(byte[] bytes, int at, int count, int length) throws NoMessageRoom {
        if (unpacked.length < length) {
            int larger = Math.max(length, Math.min(2 * unpacked.length, MessageMemory.FREE));
            memory.unpacked(larger);
            unpacked = null; // the new one comes in its place
            unpacked = new byte[larger];
        }
        try {
            int found = decompressor.decompress(bytes, at, count, unpacked, 0, length);
            if (found != length) {
                throw new Damaged("it unpacks to " + found + " bytes, and should to " + length);
            }
            return unpacked;
        } catch (MalformedInputException e) {
            throw new Damaged("it cannot be unpacked: " + e.getMessage());
        }
    }
}
