package depot.archive.maps;

import depot.archive.place.Frame;
import depot.archive.recording.NoMessageRoom;
import depot.archive.recording.Points;
import depot.archive.recording.PoseJoiner;
import depot.archive.recording.RecordingListener;
import depot.archive.recording.RecordingReader;
import depot.archive.sessions.KnownSession;
import depot.archive.sessions.Sessions;
import depot.archive.store.FreeSpace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;

/**
 * Makes from recordings the folder that a map worker reads. Several recordings follow one another in it, all in the map's frame. Their
 * times follow one another, too, even if rovers drove at once: a worker takes a scan's place from the poses around its time, and those must
 * not be another rover's. One thread, one folder; the caller closes it.
 *
 * <pre>
 *  poses.csv              timestamp_secs,x,y,z,qx,qy,qz,qw
 *  lidar/000000.pcd …     lidar/timestamps.csv: frame,timestamp
 *  camera/000000.jpg …    camera/timestamps.csv: frame,timestamp
 *  north-up               empty; is there where y rises to north: the builtin worker's picture says so
 * </pre>
 */
final class InputWriter implements AutoCloseable {
    /** Of which recordings are apart at least: more than what is written first of one may be later than what follows it. */
    private static final long APART_NANOS = 3_600_000_000_000L;
    /** Bytes after which the disk is asked again whether it has room. */
    private static final int ROOM_EVERY = 512 * 1024;
    private static final int BLOCK = 4096; // of the disk, which a small file takes whole
    private static final int POINT_BYTES = 48; // three numbers with signs and what divides them, at most
    private static final int MAX_FRAMES = 999_999; // six digits sort by name

    private final Path folder;
    private final JobPlan plan;
    private final FreeSpace space;
    private final OutputStream poses;
    private final OutputStream lidarTimes;
    private final OutputStream cameraTimes;
    private final StringBuilder line = new StringBuilder();
    private final byte[] text = new byte[64 * 1024];
    private long room; // bytes that may be written before the disk is asked
    private long scans; // those left out, too
    private int lidar;
    private int camera;
    private long points;
    private long newest = RecordingListener.NO_TIME; // of all that was written
    private long shift; // of the recording under way
    private boolean begun;

    /** @param northUp whether the map's y rises to north @param plan what of the recordings is taken @param space of the disk */
    InputWriter(Path folder, boolean northUp, JobPlan plan, FreeSpace space) throws IOException {
        this.folder = folder;
        this.plan = plan;
        this.space = space;
        Files.createDirectories(folder.resolve("lidar"));
        Files.createDirectories(folder.resolve("camera"));
        if (northUp) {
            Files.createFile(folder.resolve("north-up"));
        }
        poses = open("poses.csv", "timestamp_secs,x,y,z,qx,qy,qz,qw\n");
        lidarTimes = open("lidar/timestamps.csv", "frame,timestamp\n");
        cameraTimes = open("camera/timestamps.csv", "frame,timestamp\n");
    }

    private OutputStream open(String name, String heads) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)), 1 << 16);
        out.write(heads.getBytes(StandardCharsets.US_ASCII));
        return out;
    }

    /** A recording cannot be read. */
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        private final UUID session;

        Unreadable(UUID session, Exception cause) {
            super("its recording cannot be read: " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()), cause);
            this.session = session;
        }

        UUID session() {
            return session;
        }
    }

    /**
     * Adds a session's recording.
     *
     * @param frame from its own frame to the map's
     * @throws Unreadable when it cannot be read; what was read until then is written
     * @throws IOException when it cannot be written, or others' recordings hold the memory for it
     */
    RecordingReader.Result add(KnownSession session, Frame frame) throws IOException {
        try {
            return Sessions.read(session, next(frame));
        } catch (UncheckedIOException e) { // of what writes here
            throw e.getCause();
        } catch (NoMessageRoom e) { // says nothing of the recording
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Unreadable(session.id(), e);
        }
    }

    /** What is shown the next recording; throws UncheckedIOException when it cannot be written. */
    RecordingListener next(Frame frame) {
        begun = false;
        return new Listener(frame);
    }

    private final class Listener implements RecordingListener {
        private final PoseJoiner joiner;
        private long last = NO_TIME;

        Listener(Frame frame) {
            joiner = new PoseJoiner((nanos, x, y, heading) -> {
                if (last != NO_TIME && nanos >= last && nanos - last < plan.poseStepNanos()) {
                    return;
                }
                last = nanos;
                double half = (heading + frame.turn()) / 2;
                write(poses, seconds(nanos) + String.format(Locale.ROOT, ",%.5f,%.5f,0,0,0,%.9f,%.9f\n", frame.x(x, y), frame.y(x, y),
                        Math.sin(half), Math.cos(half)));
            });
        }

        @Override
        public boolean wants(String entity) {
            return PoseJoiner.wants(entity) || entity.startsWith("/lidar/") || entity.startsWith("/camera/");
        }

        @Override
        public void scalar(String entity, long nanos, double value) {
            joiner.scalar(entity, nanos, value);
        }

        @Override
        public void points(String entity, long nanos, Points scan) {
            if (scan.count() > 0 && lidar < MAX_FRAMES && nanos != NO_TIME && scans++ % plan.frameStep() == 0) {
                frame(nanos, scan);
            }
        }

        @Override
        public void picture(String entity, long nanos, byte[] bytes, int offset, int length) {
            if (camera >= MAX_FRAMES || nanos == NO_TIME) {
                return;
            }
            try {
                takeRoom(BLOCK + length);
                try (OutputStream out = Files.newOutputStream(folder.resolve(String.format(Locale.ROOT, "camera/%06d.jpg", camera)))) {
                    out.write(bytes, offset, length);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            write(cameraTimes, camera++ + "," + seconds(nanos) + "\n");
        }
    }

    /** @throws FreeSpace.DiskFull when the disk would have less left than is to stay free */
    private void takeRoom(long bytes) throws IOException {
        room -= bytes;
        if (room < 0) {
            space.require(bytes);
            room = ROOM_EVERY;
        }
    }

    private void frame(long nanos, Points scan) {
        try (OutputStream out = Files.newOutputStream(folder.resolve(String.format(Locale.ROOT, "lidar/%06d.pcd", lidar)))) {
            pcd(scan, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        points += scan.count();
        write(lidarTimes, lidar++ + "," + seconds(nanos) + "\n");
    }

    /** In pieces: a message of points is three times as long in text. */
    private void pcd(Points scan, OutputStream out) throws IOException {
        takeRoom(BLOCK);
        int count = 0;
        for (int i = 0; i < scan.count(); i++) {
            count += isPoint(scan, i) ? 1 : 0;
        }
        byte[] head = ("# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH "
                + count + "\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS " + count + "\nDATA ascii\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, text, 0, head.length);
        int at = head.length;
        for (int i = 0; i < scan.count(); i++) {
            if (isPoint(scan, i)) {
                if (at > text.length - POINT_BYTES) {
                    takeRoom(at);
                    out.write(text, 0, at);
                    at = 0;
                }
                at = number(scan.x(i), at, ' ');
                at = number(scan.y(i), at, ' ');
                at = number(scan.z(i), at, '\n');
            }
        }
        takeRoom(at);
        out.write(text, 0, at);
    }

    private static boolean isPoint(Points scan, int index) {
        return Math.abs(scan.x(index)) < 1e6 && Math.abs(scan.y(index)) < 1e6 && Math.abs(scan.z(index)) < 1e6;
    }

    /** Four decimals: a tenth of a millimetre. */
    private int number(double value, int from, char behind) {
        int at = from;
        long tenths = Math.round(Math.abs(value) * 10_000);
        if (value < 0 && tenths > 0) {
            text[at++] = '-';
        }
        long whole = tenths / 10_000;
        int digits = whole < 10 ? 1 : whole < 100 ? 2 : (int) Math.log10(whole) + 1;
        for (int i = digits - 1; i >= 0; i--) {
            text[at + i] = (byte) ('0' + whole % 10);
            whole /= 10;
        }
        at += digits;
        text[at++] = '.';
        long rest = tenths % 10_000;
        for (int i = 3; i >= 0; i--) {
            text[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += 4;
        text[at++] = (byte) behind;
        return at;
    }

    /** A time of a recording as it is written in the folder. */
    private String seconds(long recorded) {
        if (!begun) {
            begun = true;
            shift = newest == RecordingListener.NO_TIME ? 0 : Math.max(0, newest + APART_NANOS - recorded);
        }
        long nanos = recorded + shift;
        newest = Math.max(newest, nanos);
        line.setLength(0);
        long micros = Math.floorDiv(nanos, 1000);
        line.append(Math.floorDiv(micros, 1_000_000L)).append('.');
        String rest = Long.toString(Math.floorMod(micros, 1_000_000L));
        return line.append("000000", 0, 6 - rest.length()).append(rest).toString();
    }

    private void write(OutputStream out, String text) {
        try {
            takeRoom(text.length());
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int lidarFrames() {
        return lidar;
    }

    long points() {
        return points;
    }

    @Override
    public void close() throws IOException {
        try (poses; lidarTimes; cameraTimes) {
            poses.flush();
        }
    }
}
