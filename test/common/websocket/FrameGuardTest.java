package depot.common.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.WebSocketProbe;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameGuardTest {
    private static final int MAX = 1000;

    /** Feeds bytes in pieces, as the connection does; the sizes of what was let on. */
    private static List<Integer> feed(FrameGuard guard, byte[] bytes, int piece) {
        List<Integer> admitted = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += piece) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
            while (buffer.hasRemaining()) {
                int n = guard.admit(buffer);
                if (guard.violation() != null) {
                    return admitted;
                }
                admitted.add(n);
                buffer.position(buffer.position() + n);
            }
        }
        return admitted;
    }

    private static FrameGuard.Violation violation(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        FrameGuard.Violation whole = null;
        for (int piece : new int[] {1, 2, 3, 7, all.size()}) {
            FrameGuard guard = new FrameGuard(MAX);
            feed(guard, all.toByteArray(), piece);
            if (piece > 1) {
                assertEquals(whole, guard.violation(), "must not depend on how the bytes are cut");
            }
            whole = guard.violation();
        }
        return whole;
    }

    private static byte[] text(boolean fin, int opcode, int length) {
        return WebSocketProbe.frame(fin, opcode, "x".repeat(length).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void admitsFrameByFrame() {
        byte[] first = text(true, 1, 5);
        byte[] second = text(true, 1, 300);
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        FrameGuard guard = new FrameGuard(MAX);
        assertEquals(List.of(first.length, second.length), feed(guard, both, both.length));
        assertEquals(2, guard.frames());
    }

    @Test
    void everyCutOfAStreamGivesTheSame() {
        Random random = new Random(7);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int frames = 200;
        for (int i = 0; i < frames; i++) {
            stream.writeBytes(text(true, random.nextInt(5) == 0 ? 9 : 1, random.nextInt(120)));
        }
        for (int piece = 1; piece < 40; piece++) {
            FrameGuard guard = new FrameGuard(MAX);
            int sum = feed(guard, stream.toByteArray(), piece).stream().mapToInt(n -> n).sum();
            assertNull(guard.violation());
            assertEquals(stream.size(), sum);
            assertEquals(frames, guard.frames());
        }
    }

    @Test
    void whatRfc6455ForbidsIs1002() {
        assertEquals(1002, violation(new byte[] {(byte) 0x81, 0x05, 'h', 'e', 'l', 'l', 'o'}).closeCode(), "unmasked");
        assertEquals(1002, violation(new byte[] {(byte) 0x81, 0x00}).closeCode(), "unmasked and empty");
        for (int bit : new int[] {0x10, 0x20, 0x40}) {
            byte[] frame = text(true, 1, 3);
            frame[0] |= (byte) bit;
            assertEquals(1002, violation(frame).closeCode(), "reserved bit " + bit);
        }
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            assertEquals(1002, violation(text(true, opcode, 3)).closeCode(), "opcode " + opcode);
        }
        assertEquals(1002, violation(text(true, 9, 126)).closeCode(), "a long ping");
        assertEquals(1002, violation(text(false, 9, 3)).closeCode(), "a ping in pieces");
        assertEquals(1002, violation(text(true, 0, 3)).closeCode(), "a continuation of nothing");
        assertEquals(1002, violation(text(false, 1, 3), text(true, 1, 3)).closeCode(), "a message inside a message");
    }

    @Test
    void aMessageOverTheLimitIs1009() {
        assertNull(violation(text(true, 1, MAX)));
        assertEquals(1009, violation(text(true, 1, MAX + 1)).closeCode());
        assertEquals("message", violation(text(false, 1, MAX - 1), text(true, 0, 2)).limit(), "fragments count together");
        assertNull(violation(text(false, 1, MAX - 1), text(true, 9, 100), text(true, 0, 1), text(true, 1, MAX)),
                "a ping in between does not count, and the next message starts anew");
    }

    @Test
    void aLengthOf64BitsIsJudgedBeforeThePayloadComes() {
        byte[] head = {(byte) 0x82, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
        assertEquals(1009, violation(head).closeCode());
        head[2] = -1; // negative as a signed number
        assertEquals(1009, violation(head).closeCode());
    }

    @Test
    void emptyFragmentsAreCounted() {
        FrameGuard guard = new FrameGuard(MAX);
        feed(guard, text(false, 1, 0), 100);
        for (int i = 1; i < FrameGuard.MAX_FRAGMENTS; i++) {
            feed(guard, text(false, 0, 0), 100);
        }
        assertNull(guard.violation());
        feed(guard, text(false, 0, 0), 100);
        assertNotNull(guard.violation());
        assertEquals(1009, guard.violation().closeCode());
        assertEquals("fragments", guard.violation().limit());
    }

    @Test
    void seesACloseFrame() {
        FrameGuard guard = new FrameGuard(MAX);
        feed(guard, text(true, 8, 2), 100);
        assertTrue(guard.closeSeen());
    }

    @Test
    void randomBytesNeverThrow() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            feed(new FrameGuard(MAX), bytes, 1 + random.nextInt(50));
        }
    }

    @Test
    void aLengthInMoreBytesThanItNeedsIs1002() {
        byte[] mask = new byte[4];
        byte[] shortest = new byte[2];
        assertEquals(CloseCode.PROTOCOL_ERROR, violation(new byte[] {(byte) 0x81, (byte) 0xFE, 0, 2}, mask, shortest).closeCode());
        assertEquals(CloseCode.PROTOCOL_ERROR, violation(new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 2}, mask, shortest)
                .closeCode());
        assertNull(violation(text(true, 1, 126), text(true, 1, 125)));
    }
}
