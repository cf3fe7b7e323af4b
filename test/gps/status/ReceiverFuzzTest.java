package depot.gps.status;

import depot.common.broadcast.Wakeup;
import depot.gnss.frames.Framer;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.RtcmFraming;
import depot.gnss.frames.UbxFraming;
import depot.gps.base.BaseMemory;
import depot.gps.base.BaseWatch;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a receiver says under right checksums, there is a status, and nothing is thrown into the reading thread. */
class ReceiverFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final int[] UBX = {0x0104, 0x0107, 0x0135, 0x013B, 0x0401, 0x0A04, 0x0A38};
    private static final int[] LENGTHS = {18, 92, 8 + 12 * 20, 40, 30, 40 + 30 * 3, 4 + 24 * 2};
    private static final int[] RTCM = {1005, 1006, 1230, 4072, 1077, 0, 4095};
    private static final String[] NMEA = {"GGA", "GSA", "GSV", "RMC", "GST", "TXT"};
    private static final String FIELDS = "0123456789.,,,,,,,,-NSEWAV";

    private final long seed = Long.getLong("depot.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void anythingIsShown() {
        System.out.println("ReceiverFuzzTest: to repeat, -Ddepot.test.seed=" + seed);
        ManualTime time = new ManualTime();
        ReceiverState state = new ReceiverState(time, new Wakeup());
        BaseWatch watch = new BaseWatch(time, 5, Optional::empty, Optional::empty, new BaseMemory(Optional.empty(), time), true);
        Framer framer = new Framer(frame -> {
            state.frame(frame);
            watch.frame(frame);
        });
        state.opened(null);
        for (int i = 0; i < ROUNDS; i++) {
            framer.accept(frame());
            time.advance(Duration.ofMillis(random.nextInt(300)));
            if (i % 10 == 0) {
                try {
                    state.counted(framer.counts());
                    StatusJson.encode(state.status("fuzz:", 0, Judged.nothing(watch.problem())));
                    SatellitesJson.encode(state.satellites());
                } catch (RuntimeException e) {
                    throw new AssertionError("-Ddepot.test.seed=" + seed, e);
                }
            }
        }
    }

    private byte[] frame() {
        switch (random.nextInt(3)) {
            case 0 -> {
                int kind = random.nextInt(UBX.length);
                byte[] payload = new byte[LENGTHS[kind]];
                random.nextBytes(payload);
                payload[0] = random.nextInt(4) == 0 ? payload[0] : 0;
                payload[4] = random.nextInt(4) == 0 ? payload[4] : 1;
                payload[5] = (byte) random.nextInt(25);
                return UbxFraming.encode(UBX[kind] >> 8, UBX[kind], payload);
            }
            case 1 -> {
                byte[] message = new byte[random.nextInt(30)];
                random.nextBytes(message);
                int number = RTCM[random.nextInt(RTCM.length)];
                if (message.length > 1) {
                    message[0] = (byte) (number >> 4);
                    message[1] = (byte) (number << 4 | message[1] & 0xF);
                }
                return RtcmFraming.encode(message);
            }
            default -> {
                StringBuilder text = new StringBuilder("GN").append(NMEA[random.nextInt(NMEA.length)]).append(',');
                for (int i = random.nextInt(60); i > 0; i--) {
                    text.append(FIELDS.charAt(random.nextInt(FIELDS.length())));
                }
                return NmeaFraming.encode(text.toString());
            }
        }
    }
}
