package depot.gnss.frames;

import depot.gnss.Captures;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How fast the framer is, on one thread: MB/s (10^6 bytes), the median of rounds. Run by hand or by the benchmarks, not by
 * the tests.
 *
 * <pre>FramerThroughput [rounds] [MB a round]</pre>
 */
public final class FramerThroughput {
    private static final int PIECE = 8192; // what a read of a socket or file gives
    private static final int STREAM = 4 << 20;

    private FramerThroughput() {}

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        long roundBytes = (arguments.length > 1 ? Long.parseLong(arguments[1]) : 200) * 1_000_000;
        measure("a base's mix, generated", generated(new Random(1), 6, 1, 7), rounds, roundBytes);
        measure("NMEA only, generated", generated(new Random(2), 1, 0, 0), rounds, roundBytes);
        measure("UBX only, generated", generated(new Random(3), 0, 1, 0), rounds, roundBytes);
        measure("RTCM 3 only, generated", generated(new Random(4), 0, 0, 1), rounds, roundBytes);
        byte[] noise = new byte[STREAM];
        new Random(5).nextBytes(noise);
        measure("random bytes", noise, rounds, roundBytes / 4);
        measure("damaged: 1 byte of 200", damaged(generated(new Random(6), 6, 1, 7), new Random(7)), rounds, roundBytes / 4);
        byte[] captured = repeated(Captures.all());
        if (captured.length > 0) {
            measure("the real captures", captured, rounds, roundBytes);
            measure("the real base capture", repeated(List.of(Captures.read("f9p-base-mixed-a.log"))), rounds, roundBytes);
        }
    }

    private static void measure(String name, byte[] stream, int rounds, long roundBytes) {
        double[] speeds = new double[rounds];
        FramerCounts counts = null;
        for (int round = -2; round < rounds; round++) { // two to warm up
            long[] seen = new long[1];
            Framer framer = new Framer(frame -> seen[0] += frame.u1(frame.length() - 1));
            long begin = System.nanoTime();
            long fed = 0;
            for (; fed < roundBytes; fed += stream.length) {
                for (int at = 0; at < stream.length; at += PIECE) {
                    framer.accept(stream, at, Math.min(PIECE, stream.length - at));
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (round >= 0) {
                speeds[round] = fed / seconds / 1e6;
            }
            counts = framer.counts();
            if (seen[0] == 42) { // it is used
                System.out.print("");
            }
        }
        Arrays.sort(speeds);
        System.out.printf(Locale.ROOT, "%-26s %7.0f MB/s  (%.0f to %.0f in %d rounds; %.1f%% skipped, %d bytes a frame)%n", name,
                speeds[rounds / 2], speeds[0], speeds[rounds - 1], rounds, 100.0 * counts.skippedBytes() / counts.bytes(),
                counts.bytes() / Math.max(1, counts.frames()));
    }

    /** Frames of real lengths in random order, so many parts of each. */
    static byte[] generated(Random random, int nmea, int ubx, int rtcm) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < STREAM) {
            int pick = random.nextInt(nmea + ubx + rtcm);
            if (pick < nmea) {
                out.writeBytes(NmeaFraming.encode("GNGGA," + digits(random, 15 + random.nextInt(50))));
            } else if (pick < nmea + ubx) {
                byte[] payload = new byte[random.nextInt(10) == 0 ? 8 + 12 * random.nextInt(60) : 92];
                random.nextBytes(payload);
                out.writeBytes(UbxFraming.encode(1, 7, payload));
            } else {
                byte[] message = new byte[random.nextInt(4) == 0 ? 19 : 40 + random.nextInt(400)];
                random.nextBytes(message);
                out.writeBytes(RtcmFraming.encode(message));
            }
        }
        return out.toByteArray();
    }

    private static String digits(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("0123456789.,".charAt(random.nextInt(12)));
        }
        return text.toString();
    }

    private static byte[] damaged(byte[] stream, Random random) {
        for (int i = 0; i < stream.length / 200; i++) {
            stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return stream;
    }

    private static byte[] repeated(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (!parts.isEmpty() && out.size() < STREAM) {
            parts.forEach(out::writeBytes);
        }
        return out.toByteArray();
    }
}
