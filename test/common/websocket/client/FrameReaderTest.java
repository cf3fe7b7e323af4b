package depot.common.websocket.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {

    /** What was read, as words: parts of a message joined, "|" where a message ends. */
    private static final class Heard implements FrameReader.Sink {
        final StringBuilder messages = new StringBuilder();
        final List<String> controls = new ArrayList<>();
        int begun;

        @Override
        public void message(ByteBuffer part, boolean first, boolean last) {
            begun += first ? 1 : 0;
            messages.append(StandardCharsets.UTF_8.decode(part)).append(last ? "|" : "");
        }

        @Override
        public void control(int opcode, ByteBuffer payload) {
            controls.add(opcode + ":" + StandardCharsets.UTF_8.decode(payload));
        }
    }

    private static void frame(ByteArrayOutputStream out, int first, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        out.write(first);
        if (bytes.length < 126) {
            out.write(bytes.length);
        } else if (bytes.length <= 0xffff) {
            out.write(126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) bytes.length).array());
        } else {
            out.write(127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(bytes.length).array());
        }
        out.writeBytes(bytes);
    }

    private static byte[] stream() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame(out, 0x81, "one");
        frame(out, 0x89, "");
        frame(out, 0x81, "");
        frame(out, 0x01, "in ");
        frame(out, 0x8a, "pong");
        frame(out, 0x00, "");
        frame(out, 0x80, "parts");
        frame(out, 0x82, "m".repeat(200));
        frame(out, 0x88, "\u0003\u0068bye");
        return out.toByteArray();
    }

    private static void assertAllHeard(Heard heard, String where) {
        assertEquals("one||in parts|" + "m".repeat(200) + "|", heard.messages.toString(), where);
        assertEquals(List.of("9:", "10:pong", "8:\u0003\u0068bye"), heard.controls, where);
        assertEquals(4, heard.begun, where);
    }

    @Test
    void readsFramesWhereverTheStreamIsCut() throws Exception {
        byte[] stream = stream();
        for (int cut = 0; cut <= stream.length; cut++) {
            Heard heard = new Heard();
            FrameReader reader = new FrameReader(heard);
            reader.feed(ByteBuffer.wrap(stream, 0, cut));
            reader.feed(ByteBuffer.wrap(stream, cut, stream.length - cut));
            assertAllHeard(heard, "cut at " + cut);
        }
    }

    @Test
    void readsFramesThatComeByteByByte() throws Exception {
        Heard heard = new Heard();
        FrameReader reader = new FrameReader(heard);
        for (byte b : stream()) {
            reader.feed(ByteBuffer.wrap(new byte[] {b}));
        }
        assertAllHeard(heard, "byte by byte");
    }

    @Test
    void readsALongFrame() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame(out, 0x81, "x".repeat(70_000));
        Heard heard = new Heard();
        new FrameReader(heard).feed(ByteBuffer.wrap(out.toByteArray()));
        assertEquals(70_001, heard.messages.length());
    }

    @Test
    void refusesWhatNoServerMaySend() {
        assertBroken(0x81, 0x80);
        assertBroken(0xc1, 0);
        assertBroken(0x83, 0);
        assertBroken(0x8b, 0);
        assertBroken(0x09, 0);
        assertBroken(0x89, 126, 0, 126);
        assertBroken(0x80, 0);
        assertBroken(0x01, 0, 0x81, 0);
        assertBroken(0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0);
    }

    private static void assertBroken(int... bytes) {
        ByteBuffer in = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            in.put((byte) b);
        }
        assertThrows(FrameReader.BrokenFrame.class, () -> new FrameReader(new Heard()).feed(in.flip()));
    }

    @Test
    void aFrameThatSaysItIsTooLongIsBrokenBeforeItComes() throws Exception {
        FrameReader reader = new FrameReader(new Heard(), 200);
        reader.feed(ByteBuffer.wrap(new byte[] {(byte) 0x82, 126, 0, (byte) 200}));
        assertThrows(FrameReader.BrokenFrame.class, () -> new FrameReader(new Heard(), 200)
                .feed(ByteBuffer.wrap(new byte[] {(byte) 0x82, 126, 0, (byte) 201})));
    }

    @Test
    void masksAsTheProtocolSays() {
        ByteBuffer out = ByteBuffer.allocate(64);
        MaskedFrame.write(out, FrameReader.TEXT, "Hello".getBytes(StandardCharsets.UTF_8), 0x37fa213d);
        byte[] example = {(byte) 0x81, (byte) 0x85, 0x37, (byte) 0xfa, 0x21, 0x3d, 0x7f, (byte) 0x9f, 0x4d, 0x51, 0x58};
        assertEquals(ByteBuffer.wrap(example), out.flip(), "the example of RFC 6455, section 5.7");
    }

    @Test
    void knowsTheRightAnswerToItsKey() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", ClientHandshake.acceptFor("dGhlIHNhbXBsZSBub25jZQ=="), "RFC 6455, section 1.3");
    }
}
