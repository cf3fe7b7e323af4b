package depot.archive.sessions;

import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Writes parts of a recording as text, straight from the recording. Times are Unix seconds by the rover's clock. Any thread. */
final class Exports {
    /** Writes one kind of text. */
    interface Export {
        /** @return how many lines of data */
        long write(KnownSession session, OutputStream to) throws IOException;
    }

    private Exports() {}

    /** {@code time,x,y,heading}. */
    static long track(KnownSession session, OutputStream to) throws IOException {
        long[] lines = {0};
        try (Writer out = text(to)) {
            out.write("time,x,y,heading\n");
            PoseJoiner poses = new PoseJoiner((nanos, x, y, heading) -> {
                lines[0]++;
                write(out, seconds(nanos) + "," + x + "," + y + "," + heading + "\n");
            });
            read(session, new RecordingListener() {
                @Override
                public boolean wants(String entity) {
                    return PoseJoiner.wants(entity);
                }

                @Override
                public void scalar(String entity, long nanos, double value) {
                    poses.scalar(entity, nanos, value);
                }
            });
        }
        return lines[0];
    }

    /** {@code time,value} of one entity; of several values of one time the last. */
    static Export scalars(String wanted) {
        return (session, to) -> {
            Scalars scalars = new Scalars(wanted);
            try (Writer out = text(to)) {
                out.write("time,value\n");
                scalars.out = out;
                read(session, scalars);
                scalars.flush();
            }
            return scalars.lines;
        };
    }

    private static final class Scalars implements RecordingListener {
        private final String wanted;
        private Writer out;
        private long lines;
        private long last = NO_TIME;
        private double value;

        Scalars(String wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean wants(String entity) {
            return entity.equals(wanted);
        }

        @Override
        public void scalar(String entity, long nanos, double next) {
            if (nanos != last) {
                flush();
            }
            last = nanos;
            value = next;
        }

        void flush() {
            if (last != NO_TIME) {
                Exports.write(out, seconds(last) + "," + value + "\n");
                lines++;
            }
        }
    }

    private static Writer text(OutputStream to) {
        return new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    }

    private static void read(KnownSession session, RecordingListener listener) throws IOException {
        try {
            Sessions.read(session, listener);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(Writer out, String line) {
        try {
            out.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All digits: a double has not enough of them. */
    static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).toPlainString();
    }
}
