package depot.gps.ntrip;

import depot.common.config.Version;
import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.ntrip.Chunks;
import depot.gnss.ntrip.NtripAnswer;
import depot.gnss.ntrip.NtripRequest;
import depot.gnss.ntrip.NtripVersion;
import depot.gps.source.ReceiverLink;
import depot.gps.source.ReceiverSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Another caster's stream in place of a receiver. Where the address has a position, it is sent to the caster as a GGA sentence at once and
 * every ten seconds, for networks that calculate a stream for a place or pick the nearest base. Asks by version 2, which casters of
 * version 1 answer in their own way; for one that does not, write {@code ?version=1} in the address.
 */
public final class NtripSource implements ReceiverSource {
    static final String AGENT = "NTRIP depot/" + Version.read().number();
    static final Duration GGA_EVERY = Duration.ofSeconds(10);
    private static final long DAY_MILLIS = 86_400_000;
    private static final int SATELLITES = 12;
    private final NtripAddress address;
    private final Time time;
    private final Duration ggaEvery;

    public NtripSource(NtripAddress address, Time time) {
        this(address, time, GGA_EVERY);
    }

    NtripSource(NtripAddress address, Time time, Duration ggaEvery) {
        this.address = address;
        this.time = time;
        this.ggaEvery = ggaEvery;
    }

    /** As from a receiver at that place; the height is sent as it is, with a geoid separation of 0. */
    private Optional<byte[]> gga() {
        return address.position().map(at -> new Gga("GP", OptionalInt.of((int) Math.floorMod(time.millis(), DAY_MILLIS)),
                OptionalDouble.of(at.latitudeDegrees()),
                OptionalDouble.of(at.longitudeDegrees()), FixQuality.GPS, OptionalInt.of(SATELLITES), OptionalDouble.of(1),
                OptionalDouble.of(at.heightMetres()),
                OptionalDouble.of(0), OptionalDouble.empty(), "").encode());
    }

    @Override
    public ReceiverLink open() throws IOException {
        CasterConnection connection = new CasterConnection(address);
        try {
            String head = NtripRequest.stream(address.mountpoint(), address.version().orElse(NtripVersion.V2), address.credentials(), AGENT,
                            gga().map(line -> new String(line, StandardCharsets.US_ASCII).strip()))
                    .encode(address.authority());
            NtripAnswer.Parsed answer = connection.ask(head);
            if (answer instanceof NtripAnswer.Parsed.Accepted accepted) {
                return new StreamLink(connection, accepted.chunked(), address.position().isPresent());
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

    @Override
    public String garbled() {
        return "the caster sends bytes, and no whole message among them: is it an RTCM 3 stream?";
    }

    @Override
    public String silent() {
        return address.position().isPresent()
                ? "the caster sends nothing" : "the caster sends nothing: does it want to know a position (?position=lat,lon,height)?";
    }

    /** Public casters ban clients that try too often. */
    @Override
    public Duration firstPause() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration longestPause() {
        return Duration.ofMinutes(1);
    }

    /** The open stream, taken out of its chunks. */
    private final class StreamLink implements ReceiverLink {
        private final CasterConnection connection;
        private final Chunks chunks; // null when it comes as it is
        private final Worker ggaSender; // null when there is no position to send
        private volatile boolean closed;

        StreamLink(CasterConnection connection, boolean chunked, boolean sendsGga) {
            this.connection = connection;
            chunks = chunked ? new Chunks() : null;
            ggaSender = sendsGga ? Worker.start("ntrip-gga", this::sendGgas) : null;
        }

        private void sendGgas() throws InterruptedException {
            while (!closed) {
                byte[] line = gga().orElseThrow();
                try {
                    connection.write(line, 0, line.length);
                } catch (IOException e) {
                    return; // the reader finds out
                }
                Thread.sleep(ggaEvery);
            }
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
            if (ggaSender != null) {
                ggaSender.close();
            }
        }
    }
}
