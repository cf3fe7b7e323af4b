package depot.archive.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk space that is left for uploads, and for the inputs of maps. Any thread. */
public final class FreeSpace {
    /** Asks the disk. */
    @FunctionalInterface
    public interface Disk {
        /** Bytes that this process may still write. */
        long usable() throws IOException;
    }

    private static final String DEVICE = "unix:dev"; // a disk that is mounted twice has one

    private final Disk disk;
    private final long floor;
    private final String why;

    /** @param floor bytes that stay free */
    public FreeSpace(Disk disk, long floor) {
        this(disk, floor, "SESSIONS_FREE_GB");
    }

    /** @param why so much stays free, for people */
    private FreeSpace(Disk disk, long floor, String why) {
        this.disk = disk;
        this.floor = floor;
        this.why = why;
    }

    /** The disk that a folder is on. */
    public static Disk of(Path folder) {
        return () -> Files.getFileStore(folder).getUsableSpace();
    }

    /**
     * The space of a folder beside the sessions: where it is on their disk as much stays free as for uploads; of another, which may be
     * smaller than that, a tenth at most.
     */
    public FreeSpace beside(Path sessions, Path folder) throws IOException {
        boolean same = Files.getAttribute(sessions, DEVICE).equals(Files.getAttribute(folder, DEVICE));
        return same ? this : new FreeSpace(of(folder), Math.min(floor, Files.getFileStore(folder).getTotalSpace() / 10),
                "a tenth of the disk of " + folder);
    }

    /** @throws DiskFull when no more may be written */
    void check() throws IOException {
        long usable = disk.usable();
        if (usable < floor) {
            throw new DiskFull(usable, floor, why);
        }
    }

    /** @throws DiskFull when so many bytes more would leave less than what is to stay free */
    public void require(long bytes) throws IOException {
        long usable = disk.usable();
        if (usable - bytes < floor) {
            throw new DiskFull(usable, floor, why);
        }
    }

    /** Whether so many bytes more would leave what is to stay free. */
    public boolean hasRoomFor(long bytes) throws IOException {
        return disk.usable() - bytes >= floor;
    }

    /** Bytes that are free, those that are to stay so included. */
    public long usable() throws IOException {
        return disk.usable();
    }

    public long floor() {
        return floor;
    }

    /** Nothing more may be written, as what is to stay free has been reached. */
    public static final class DiskFull extends IOException {
        private static final long serialVersionUID = 1L;

        DiskFull(long usable, long floor, String why) {
            super("the depot's disk is full: " + shown(usable) + " are free, and " + shown(floor) + " are to stay so (" + why + ")");
        }

        private static String shown(long bytes) {
            return bytes < 10_000_000_000L ? bytes / 1_000_000 + " MB" : bytes / 1_000_000_000 + " GB";
        }
    }
}
