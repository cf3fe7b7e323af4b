package depot.gnss;

import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.FramerCounts;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Bytes to frames and back, for the tests of what is around the framer. */
public final class Streams {
    private Streams() {}

    /** A framer's whole output. The frames are kept, the counts taken after the end. */
    public record Framed(List<Frame> frames, FramerCounts counts) {
        /** One line a frame: position, protocol, content. */
        public List<String> lines() {
            return frames.stream().map(f -> f.position() + " " + f.protocol() + " " + HexFormat.of().formatHex(f.bytes())).toList();
        }
    }

    /** @param pieces the lengths in which the stream comes; the last one is repeated */
    public static Framed framed(byte[] stream, int... pieces) {
        List<Frame> frames = new ArrayList<>();
        Framer framer = new Framer(frame -> frames.add(frame.keep()));
        int at = 0;
        for (int i = 0; at < stream.length; i++) {
            int length = pieces.length == 0 ? stream.length : pieces[Math.min(i, pieces.length - 1)];
            length = Math.min(length, stream.length - at);
            framer.accept(stream, at, length);
            at += length;
        }
        framer.end();
        return new Framed(frames, framer.counts());
    }

    /** The one frame that the bytes are. */
    public static Frame frame(byte[] bytes) {
        Framed framed = framed(bytes);
        if (framed.frames.size() != 1 || framed.frames.getFirst().length() != bytes.length) {
            throw new AssertionError("not one frame: " + framed.lines() + " of " + HexFormat.of().formatHex(bytes));
        }
        return framed.frames.getFirst();
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Of text in which spaces mean nothing. */
    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
