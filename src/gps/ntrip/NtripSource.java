package depot.gps.ntrip;

import depot.common.service.Version;
import depot.gnss.ntrip.Chunks;
import depot.gnss.ntrip.NtripAnswer;
import depot.gnss.ntrip.NtripRequest;
import depot.gnss.ntrip.NtripVersion;
import depot.gps.source.ReceiverLink;
import depot.gps.source.ReceiverSource;
import java.io.IOException;
import java.time.Duration;

/**
 * Another caster's stream in place of a receiver. Asks in version 2, which casters of version 1 answer in their own way; for one
 * that does not, the address says {@code ?version=1}.
 */
public final class NtripSource implements ReceiverSource {
    static final String AGENT = "NTRIP depot/" + Version.read().number();
    private final NtripAddress address;

    public NtripSource(NtripAddress address) {
        this.address = address;
    }

    @Override
    public ReceiverLink open() throws IOException {
        CasterConnection connection = new CasterConnection(address);
        try {
            String head = NtripRequest.stream(address.mountpoint(), address.version().orElse(NtripVersion.V2), address.credentials(), AGENT)
                    .encode(address.authority());
            NtripAnswer.Parsed answer = connection.ask(head);
            if (answer instanceof NtripAnswer.Parsed.Accepted accepted) {
                return new StreamLink(connection, accepted.chunked());
            }
            throw connection.refusal(answer);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return address.toString();
    }

    /** Public casters shut out who knocks too often. */
    @Override
    public Duration longestPause() {
        return Duration.ofMinutes(1);
    }

    /** The open stream, taken out of its chunks. */
    private static final class StreamLink implements ReceiverLink {
        private final CasterConnection connection;
        private final Chunks chunks; // null when it comes as it is
        private volatile boolean closed;

        StreamLink(CasterConnection connection, boolean chunked) {
            this.connection = connection;
            chunks = chunked ? new Chunks() : null;
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            try {
                int data = 0;
                while (data == 0) {
                    int count = connection.read(buffer);
                    if (count < 0 || chunks != null && chunks.ended()) {
                        return -1;
                    }
                    data = chunks == null ? count : chunks.data(buffer, count);
                    if (data == 0 && chunks.ended()) {
                        return -1;
                    }
                }
                return data;
            } catch (Chunks.Broken e) {
                throw new IOException("the caster sends " + e.getMessage());
            } catch (IOException e) {
                if (closed) {
                    return -1;
                }
                throw e;
            }
        }

        @Override
        public void close() {
            closed = true;
            connection.close();
        }
    }
}
