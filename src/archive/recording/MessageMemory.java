package depot.archive.recording;

import depot.common.memory.MemoryBudget;
import java.time.Duration;

/**
 * What a reading's large messages take of the memory that all readings share: a message is there packed and unpacked, each in an array
 * that is used again. Small arrays are not charged. One thread.
 */
final class MessageMemory {
    /** Bytes of an array that are not charged. */
    static final int FREE = 1024 * 1024;

    private final MemoryBudget.Share share;
    private final Duration patience;
    private long packed;
    private long unpacked;

    MessageMemory(MemoryBudget budget, Duration patience) {
        share = budget.share(() -> { });
        this.patience = patience;
    }

    /** Waits for an array for the message packed and one to unpack it to: for both at once, as two that have one each would both wait. */
    void packed(int bytes, int unpackedBytes) throws NoMessageRoom {
        packed = Math.max(packed, bytes);
        unpacked(unpackedBytes);
    }

    /** Waits for an array of that size to unpack to. */
    void unpacked(int bytes) throws NoMessageRoom {
        unpacked = Math.max(unpacked, bytes);
        long charged = Math.max(0, packed - FREE) + Math.max(0, unpacked - FREE);
        if (charged > 0 && !share.grow(charged, patience)) {
            throw new NoMessageRoom();
        }
    }

    boolean isHeld() {
        return packed > FREE || unpacked > FREE;
    }

    /** The arrays are small again. */
    void release() {
        packed = 0;
        unpacked = 0;
        share.release();
    }
}
