package depot.gps.source;

import java.io.IOException;

/** One connection to a receiver. One thread reads, others may write, any may close. */
public interface ReceiverLink extends AutoCloseable {
    /**
     * Waits for bytes and reads some, in the stream's order; any number from 1 to the buffer's length.
     *
     * @return how many, or -1 when the stream has ended or the link was closed
     * @throws IOException when the link broke
     */
    int read(byte[] buffer) throws IOException;

    /**
     * Sends all the bytes to the receiver; returns or fails within seconds.
     *
     * @throws IOException when the link broke, nothing listens at its other end, or it takes no bytes
     */
    default void write(byte[] bytes) throws IOException {
        throw new IOException("this source takes no commands");
    }

    /** Ends the link; a read that waits returns within a second. Does nothing the second time. */
    @Override
    void close();
}
