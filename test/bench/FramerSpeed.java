package depot.bench;

import depot.gnss.Captures;
import depot.gnss.frames.Framer;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.RtcmFraming;
import depot.gnss.frames.UbxFraming;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What JMH measures for {@link FramerBenchmark}: a framer fed {@link #STREAM_BYTES} and a little more of one kind of stream. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FramerSpeed {
    static final int STREAM_BYTES = 4 << 20;
    private static final int PIECE = 8192; // what a read of a socket or file gives

    /** Kinds of streams, as {@link #stream} makes them. */
    @Param({"mix", "nmea", "ubx", "rtcm3", "noise", "damaged", "capture"})
    public String kind;

    private byte[] stream;
    private long seen;
    private final Framer framer = new Framer(frame -> seen += frame.u1(frame.length() - 1));

    @Setup
    public void prepare() {
        stream = stream(kind);
    }

    @Benchmark
    public long feed() {
        for (int at = 0; at < stream.length; at += PIECE) {
            framer.accept(stream, at, Math.min(PIECE, stream.length - at));
        }
        return seen;
    }

    /** The same each time; the capture is the real base's, repeated, or nothing where it is not there. */
    static byte[] stream(String kind) {
        return switch (kind) {
            case "mix" -> generated(new Random(1), 6, 1, 7); // in a base's proportions
            case "nmea" -> generated(new Random(2), 1, 0, 0);
            case "ubx" -> generated(new Random(3), 0, 1, 0);
            case "rtcm3" -> generated(new Random(4), 0, 0, 1);
            case "noise" -> noise();
            case "damaged" -> damaged(generated(new Random(6), 6, 1, 7), new Random(7));
            case "capture" -> captured();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Frames of real lengths in random order, so many parts of each. */
    private static byte[] generated(Random random, int nmea, int ubx, int rtcm) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < STREAM_BYTES) {
            int pick = random.nextInt(nmea + ubx + rtcm);
            if (pick < nmea) {
                out.writeBytes(NmeaFraming.encode("GNGGA," + digits(random, 15 + random.nextInt(50))));
            } else if (pick < nmea + ubx) {
                out.writeBytes(UbxFraming.encode(1, 7, bytes(random, random.nextInt(10) == 0 ? 8 + 12 * random.nextInt(60) : 92)));
            } else {
                out.writeBytes(RtcmFraming.encode(bytes(random, random.nextInt(4) == 0 ? 19 : 40 + random.nextInt(400))));
            }
        }
        return out.toByteArray();
    }

    private static byte[] noise() {
        return bytes(new Random(5), STREAM_BYTES);
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String digits(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("0123456789.,".charAt(random.nextInt(12)));
        }
        return text.toString();
    }

    /** One bit of one byte in two hundred. */
    private static byte[] damaged(byte[] stream, Random random) {
        for (int i = 0; i < stream.length / 200; i++) {
            stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return stream;
    }

    private static byte[] captured() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<byte[]> captures = Captures.folder().map(folder -> folder.resolve("f9p-base-mixed-a.log")).filter(Files::isRegularFile)
                .map(file -> List.of(Captures.read(file.getFileName().toString()))).orElse(List.of());
        while (!captures.isEmpty() && out.size() < STREAM_BYTES) {
            captures.forEach(out::writeBytes);
        }
        return out.toByteArray();
    }
}
