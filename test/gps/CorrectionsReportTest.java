package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Protocol;
import depot.gnss.rtcm.RtcmType;
import depot.gps.corrections.Corrections;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What is to be known of a real base's corrections though nothing is wrong, with the clock turned. */
class CorrectionsReportTest {
    /** A minute of them, as far as their number is wanted. */
    private static List<String> notes(IntPredicate wanted) {
        ManualTime time = new ManualTime();
        Corrections corrections = new Corrections(time);
        Streams.framed(Captures.read("f9p-base-mixed-a.log")).frames().stream().filter(frame -> frame.protocol() == Protocol.RTCM3)
                .forEach(frame -> {
            int number = RtcmType.of(frame).number();
            if (wanted.test(number)) {
                corrections.accept(frame);
            }
            if (number == 1005) {
                time.advance(Duration.ofSeconds(1)); // once an epoch
            }
        });
        return CorrectionsReport.notes(corrections.flows());
    }

    @Test
    void glonassWithoutBiasesIsNoted() {
        assertEquals(List.of(), notes(number -> true));
        assertEquals(List.of("GLONASS observations go without 1230: rovers of another make cannot use them for a fix"),
                notes(number -> number != 1230));
        assertEquals(List.of(), notes(number -> number != 1230 && number != 1087), "without GLONASS nobody needs them");
    }
}
