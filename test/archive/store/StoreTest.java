package depot.archive.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.recordings.SmallFileWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTest {
    private static final Set<OpenOption> ANEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    private static final Set<OpenOption> ON = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    private static final Place SESSION = new Place(List.of("frog-0", "sessions", "2026-11-29T00-41-56"));
    private static final Place RECORDING = SESSION.child("session.rrd");

    @TempDir
    Path temp;
    final AtomicLong free = new AtomicLong(1_000_000_000);
    final List<String> events = new ArrayList<>();
    Store store;

    @BeforeEach
    void aSessionsFolder() throws IOException {
        store = new Store(temp, new FreeSpace(free::get, 1_000), new StoreEvents() {
            @Override
            public void cameIn(int bytes) {}

            @Override
            public void arrived(Place place, long bytes) {
                events.add("arrived " + place + " " + bytes);
            }

            @Override
            public void removed(Place place) {
                events.add("removed " + place);
            }

            @Override
            public void refused(String why) {
                events.add("refused " + why);
            }
        });
        for (int depth = 1; depth <= 3; depth++) {
            store.makeFolder(new Place(SESSION.names().subList(0, depth)));
        }
    }

    private static void write(Upload upload, String text, long at) throws IOException {
        upload.position(at);
        upload.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> names(Place place) throws IOException {
        List<String> names = new ArrayList<>();
        try (Listing listing = store.list(place)) {
            listing.forEachRemaining(names::add);
        }
        return names.stream().sorted().toList();
    }

    private void put(Place place, String text) throws IOException {
        try (Upload upload = store.write(place, ANEW)) {
            write(upload, text, 0);
            upload.whole();
        }
    }

    /** As a link that breaks leaves it. */
    private void cut(Place place, String text) throws IOException {
        try (Upload upload = store.write(place, ANEW)) {
            write(upload, text, 0);
        }
    }

    private String read(Place place) throws IOException {
        try (SeekableByteChannel channel = store.read(place)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            channel.read(bytes);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    private Path disk(Place place) {
        return temp.resolve(String.join("/", place.names()));
    }

    private List<String> diskNames(Place folder) throws IOException {
        try (Stream<Path> files = Files.list(disk(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileIsThereOnceItIsClosedWhole() throws IOException {
        try (Upload upload = store.write(RECORDING, ANEW)) {
            write(upload, "RRF2", 0);
            assertFalse(Files.exists(disk(RECORDING)));
            assertEquals(List.of(), names(SESSION));
            upload.whole();
        }
        assertEquals("RRF2", Files.readString(disk(RECORDING)));
        assertEquals(List.of("session.rrd"), diskNames(SESSION));
        assertEquals(List.of("arrived /sessions/frog-0/sessions/2026-11-29T00-41-56/session.rrd 4"), events);
    }

    @Test
    void aCutUploadIsNoFileAndIsGoneOnFrom() throws IOException {
        cut(RECORDING, "RR");
        assertFalse(Files.exists(disk(RECORDING)));
        assertEquals(List.of(), names(SESSION));
        assertEquals(2, store.look(RECORDING).orElseThrow().bytes(), "a client asks how much came");
        assertTrue(store.look(RECORDING).orElseThrow().partial());
        try (Upload upload = store.write(RECORDING, ON)) {
            write(upload, "F2", 2);
            upload.whole();
        }
        assertEquals("RRF2", read(RECORDING));
        assertEquals(List.of("session.rrd"), diskNames(SESSION));
    }

    @Test
    void aCutUploadLeavesTheOlderFileAsItWas() throws IOException {
        put(RECORDING, "older");
        cut(RECORDING, "newer, cut");
        assertEquals("older", read(RECORDING));
        assertEquals(5, store.look(RECORDING).orElseThrow().bytes());
        put(RECORDING, "newer, whole");
        assertEquals("newer, whole", read(RECORDING));
    }

    @Test
    void goingOnFromAWholeFileLeavesItWholeUntilTheEnd() throws IOException {
        put(RECORDING, "RR");
        try (Upload upload = store.write(RECORDING, ON)) {
            write(upload, "F2", 2);
            assertEquals("RR", Files.readString(disk(RECORDING)));
            upload.whole();
        }
        assertEquals("RRF2", Files.readString(disk(RECORDING)));
    }

    @Test
    void anUploadThatFailedOnceIsNoFileThoughItIsClosed() throws IOException {
        Upload upload = store.write(RECORDING, ANEW);
        write(upload, "RR", 0);
        free.set(999);
        ByteBuffer much = ByteBuffer.allocate(2 * 1024 * 1024);
        IOException full = assertThrows(FreeSpace.DiskFull.class, () -> upload.write(much));
        assertTrue(full.getMessage().contains("SESSIONS_FREE_GB"), full.getMessage());
        free.set(1_000_000_000);
        upload.whole();
        assertThrows(IOException.class, upload::close);
        assertFalse(Files.exists(disk(RECORDING)));
        assertEquals(0, store.uploads());
        put(RECORDING, "again");
        assertEquals("again", read(RECORDING));
    }

    @Test
    void withoutRoomUploadsAreRefusedAndNothingIsDeleted() throws IOException {
        put(RECORDING, "kept");
        free.set(999);
        assertThrows(FreeSpace.DiskFull.class, () -> store.write(RECORDING, ANEW));
        assertThrows(FreeSpace.DiskFull.class, () -> store.makeFolder(new Place(List.of("another"))));
        assertEquals("kept", read(RECORDING));
        assertTrue(events.contains("refused disk-full"));
        free.set(1_000);
        put(RECORDING, "newer");
    }

    @Test
    void aSecondUploadOfAFileTakesItOver() throws IOException {
        Upload older = store.write(RECORDING, ANEW);
        write(older, "older", 0);
        Upload newer = store.write(RECORDING, ANEW);
        write(newer, "newer", 0);
        assertThrows(IOException.class, () -> write(older, "x", 5));
        older.whole();
        assertThrows(IOException.class, older::close);
        newer.whole();
        newer.close();
        assertEquals("newer", read(RECORDING));
        assertEquals(0, store.uploads());
    }

    @Test
    void aPartialByNameBecomesTheFileByItsNewName() throws IOException {
        Place partial = SESSION.child("session.rrd.a1b2.partial");
        cut(partial, "RRF2");
        assertEquals(List.of("session.rrd.a1b2.partial"), names(SESSION));
        assertEquals(List.of(), events);
        store.rename(partial, RECORDING, true);
        assertEquals("RRF2", read(RECORDING));
        assertEquals(List.of("session.rrd"), diskNames(SESSION));
        assertEquals(1, events.size());
        put(partial, "RRF2 grown");
        assertThrows(FileAlreadyExistsException.class, () -> store.rename(partial, RECORDING, false));
        store.rename(partial, RECORDING, true);
        assertEquals("RRF2 grown", read(RECORDING));
    }

    @Test
    void whatIsBeingWrittenIsNotRenamed() throws IOException {
        Place partial = SESSION.child("session.rrd.partial");
        try (Upload upload = store.write(partial, ANEW)) {
            write(upload, "R", 0);
            assertThrows(FileSystemException.class, () -> store.rename(partial, RECORDING, true));
            assertThrows(FileSystemException.class, () -> store.rename(SESSION, SESSION.parent().child("other"), true));
        }
    }

    @Test
    void timesAreKeptAlsoWhenTheyAreSetBeforeTheEnd() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2026-11-29T00:45:00Z"));
        put(RECORDING, "RRF2");
        store.setModified(RECORDING, time);
        assertEquals(time, store.look(RECORDING).orElseThrow().modified());
        FileTime later = FileTime.from(Instant.parse("2026-11-29T01:00:00Z"));
        try (Upload upload = store.write(RECORDING, ANEW)) {
            write(upload, "RRF2 grown", 0);
            store.setModified(RECORDING, later);
            assertEquals(time, store.look(RECORDING).orElseThrow().modified());
            upload.whole();
        }
        assertEquals(later, store.look(RECORDING).orElseThrow().modified());
    }

    @Test
    void aRemovedFileIsKeptWhereItWasAndHidden() throws IOException {
        put(RECORDING, "RRF2");
        put(SESSION.child("metadata.json"), "{}");
        store.removeFile(RECORDING);
        assertTrue(store.look(RECORDING).isEmpty());
        assertThrows(NoSuchFileException.class, () -> store.read(RECORDING));
        assertThrows(NoSuchFileException.class, () -> store.removeFile(RECORDING));
        assertEquals(List.of("metadata.json"), names(SESSION));
        assertEquals("RRF2", Files.readString(disk(RECORDING)));
        assertThrows(DirectoryNotEmptyException.class, () -> store.removeFolder(SESSION));
        store.removeFile(SESSION.child("metadata.json"));
        store.removeFolder(SESSION);
        store.removeFolder(SESSION.parent());
        assertTrue(store.look(SESSION).isEmpty());
        assertEquals(List.of(), names(new Place(List.of("frog-0"))));
        assertEquals("RRF2", Files.readString(disk(RECORDING)));
        // after a restart as well
        assertTrue(new Store(temp, new FreeSpace(free::get, 0), new NoEvents()).look(RECORDING).isEmpty());
    }

    @Test
    void whatWasRemovedStaysHiddenInAFolderMadeAnewUntilItIsUploadedAgain() throws IOException {
        put(RECORDING, "RRF2");
        store.removeFile(RECORDING);
        store.removeFolder(SESSION);
        assertThrows(NoSuchFileException.class, () -> store.write(RECORDING, ANEW));
        store.makeFolder(SESSION);
        assertEquals(List.of(), names(SESSION));
        cut(RECORDING, "n");
        assertEquals("RRF2", Files.readString(disk(RECORDING)));
        put(RECORDING, "newer");
        assertEquals("newer", read(RECORDING));
        assertEquals(List.of("session.rrd"), names(SESSION));
    }

    @Test
    void anEmptyFolderReallyGoes() throws IOException {
        store.removeFolder(SESSION);
        assertFalse(Files.exists(disk(SESSION)));
        assertThrows(AccessDeniedException.class, () -> store.removeFolder(new Place(List.of())));
    }

    @Test
    void whatWasNeverWholeIsNotKept() throws IOException {
        cut(RECORDING, "RR");
        store.removeFile(RECORDING);
        Place partial = SESSION.child("session.rrd.partial");
        cut(partial, "RR");
        store.removeFile(partial);
        assertEquals(List.of(), diskNames(SESSION));
        assertEquals(List.of(), events);
    }

    private void makeSmall() throws IOException {
        try (FileChannel channel = FileChannel.open(disk(RECORDING))) {
            SmallFileWriter.write(channel, channel.size(), "", disk(SESSION.child("session.rrd.zst")));
        }
        Files.setLastModifiedTime(disk(SESSION.child("session.rrd.zst")), Files.getLastModifiedTime(disk(RECORDING)));
        Files.delete(disk(RECORDING));
    }

    @Test
    void aSmallRecordingIsReadReplacedGoneOnFromRenamedAndRemovedAsAnyOther() throws IOException {
        put(RECORDING, "RR");
        store.setModified(RECORDING, FileTime.fromMillis(1_795_901_272_000L));
        Store.Seen before = store.look(RECORDING).orElseThrow();
        makeSmall();
        Store.Seen after = store.look(RECORDING).orElseThrow();
        assertEquals(List.of(before.bytes(), before.modified()), List.of(after.bytes(), after.modified()));
        assertEquals(List.of("session.rrd"), names(SESSION));
        assertEquals("RR", read(RECORDING));
        assertTrue(store.look(SESSION.child("session.rrd.zst")).isEmpty());
        store.setModified(RECORDING, FileTime.fromMillis(1_795_901_273_000L));
        assertEquals(1_795_901_273_000L, store.look(RECORDING).orElseThrow().modified().toMillis());

        try (Upload upload = store.write(RECORDING, ON)) {
            write(upload, "F2", 2);
            upload.whole();
        }
        assertEquals("RRF2", read(RECORDING));
        assertEquals(List.of("session.rrd"), diskNames(SESSION));

        makeSmall();
        Place other = SESSION.child("other.rrd");
        store.rename(RECORDING, other, false);
        assertEquals("RRF2", read(other));
        assertTrue(store.look(RECORDING).isEmpty());
        assertThrows(FileSystemException.class, () -> store.rename(other, SESSION.child("other.txt"), false));
        store.removeFile(other);
        assertTrue(store.look(other).isEmpty());
        assertTrue(Files.exists(disk(SESSION.child("other.rrd.zst"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {".depot-partial-1", ".depot", "x.rrd.zst", "zero\0byte"})
    void namesOfOurOwnAreRefused(String name) {
        assertThrows(FileSystemException.class, () -> store.write(SESSION.child(name), ANEW));
        assertThrows(FileSystemException.class, () -> store.makeFolder(SESSION.child(name)));
    }

    @Test
    void longNamesAndDeepFoldersAreRefusedAndTheLongestThatTheDiskTakesIsNot() throws IOException {
        String longest = "\u00fc".repeat(127) + "x";
        put(SESSION.child(longest), "x");
        store.removeFile(SESSION.child(longest));
        assertEquals(List.of(), names(SESSION));
        assertThrows(FileSystemException.class, () -> store.write(SESSION.child(longest + "y"), ANEW));
        Place deep = SESSION;
        for (int i = 3; i < 16; i++) {
            deep = deep.child("d");
            store.makeFolder(deep);
        }
        Place tooDeep = deep.child("d");
        assertThrows(FileSystemException.class, () -> store.makeFolder(tooDeep));
    }

    @Test
    void lineFeedsInNamesAreAsGoodAsAnything() throws IOException {
        Place odd = new Place(List.of("frog-0\nfrog-0"));
        store.makeFolder(odd);
        put(odd.child("a\nb"), "x");
        assertEquals(List.of("a\nb"), names(odd));
        assertEquals("x", read(odd.child("a\nb")));
    }

    @Test
    void linksOnTheDiskAreNotThere() throws IOException {
        Path outside = Files.createTempDirectory("outside");
        Files.writeString(outside.resolve("session.rrd"), "secret");
        Files.createSymbolicLink(temp.resolve("linked"), outside);
        Files.createSymbolicLink(disk(SESSION).resolve("session.rrd"), outside.resolve("session.rrd"));
        assertTrue(store.look(new Place(List.of("linked"))).isEmpty());
        assertTrue(store.look(new Place(List.of("linked", "session.rrd"))).isEmpty());
        assertTrue(store.look(RECORDING).isEmpty());
        assertEquals(List.of(), names(SESSION));
        assertEquals(List.of("frog-0"), names(new Place(List.of())));
        assertThrows(NoSuchFileException.class, () -> store.write(new Place(List.of("linked", "new")), ANEW));
        put(RECORDING, "mine");
        assertEquals("secret", Files.readString(outside.resolve("session.rrd")), "the link gave way, and what it led to did not");
        assertEquals("mine", read(RECORDING));
        Files.delete(outside.resolve("session.rrd"));
        Files.delete(outside);
    }

    @Test
    void twentyRoversAtOnce() throws Exception {
        List<Thread> rovers = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 20; i++) {
            Place folder = new Place(List.of("r" + i));
            store.makeFolder(folder);
            byte[] content = new byte[3_000_000 + i];
            new java.util.Random(i).nextBytes(content);
            rovers.add(Thread.ofPlatform().start(() -> {
                try {
                    Place file = folder.child("session.rrd");
                    try (Upload upload = store.write(file, ANEW)) {
                        for (int at = 0; at < content.length; at += 32_768) {
                            upload.position(at);
                            upload.write(ByteBuffer.wrap(content, at, Math.min(32_768, content.length - at)));
                        }
                        upload.whole();
                    }
                    assertArrayEquals(content, Files.readAllBytes(disk(file)));
                } catch (IOException | AssertionError e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread rover : rovers) {
            rover.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(20, events.stream().filter(event -> event.startsWith("arrived")).count());
    }

    /** Two small writes, and the only reader would be busy for days. */
    @Test
    void aPieceFarBeyondTheEndIsRefused() throws IOException {
        try (Upload upload = store.write(RECORDING, ANEW)) {
            write(upload, "RRF2\0\26\1\0\1\1\0\0", 0);
            String why = assertThrows(FileSystemException.class, () -> write(upload, "x", 16L << 40)).getReason();
            assertTrue(why.contains("out of order"), why);
            upload.whole();
            assertThrows(IOException.class, upload::close);
        }
        assertFalse(Files.exists(disk(RECORDING)));
        assertEquals(12, store.look(RECORDING).orElseThrow().bytes(), "what came is kept, for a client that continues");
    }

    /** Nor step by step: each piece within what is allowed beyond the one before. */
    @Test
    void gapsDoNotAddUp() throws IOException {
        try (Upload upload = store.write(RECORDING, ANEW)) {
            write(upload, "R", 0);
            write(upload, "x", 64_000_000);
            assertThrows(FileSystemException.class, () -> write(upload, "x", 128_000_000));
        }
    }

    @Test
    void piecesWithGapsAreFewEachOfThemKept() throws IOException {
        try (Upload upload = store.write(RECORDING, ANEW)) {
            for (int i = 1; i <= 256; i++) {
                write(upload, "x", 2L * i);
            }
            assertThrows(FileSystemException.class, () -> write(upload, "x", 600));
        }
        try (Upload upload = store.write(RECORDING, ANEW)) {
            for (int i = 1; i <= 256; i++) {
                write(upload, "x", 2L * i);
            }
            write(upload, "y", 513); // touches the last
            for (int i = 255; i >= 0; i--) {
                write(upload, "z", 2L * i + 1);
            }
            write(upload, "R", 0);
            upload.whole();
        }
        assertEquals("Rz" + "xz".repeat(255) + "xy", Files.readString(disk(RECORDING)));
    }

    @Test
    void aFileWithAGapIsNotWhole() throws IOException {
        Upload upload = store.write(RECORDING, ANEW);
        write(upload, "RR", 0);
        write(upload, "x", 10);
        upload.whole();
        String why = assertThrows(FileSystemException.class, upload::close).getReason();
        assertTrue(why.contains("byte 2"), why);
        assertFalse(Files.exists(disk(RECORDING)));
        assertEquals(List.of(), events.stream().filter(event -> event.startsWith("arrived")).toList());
    }

    /** A client that sends pieces at once is cut off, and another continues at the length that it sees. */
    @Test
    void whatCameBehindAGapIsNotContinued() throws IOException {
        try (Upload cut = store.write(RECORDING, ANEW)) {
            write(cut, "RR", 0);
            write(cut, "ahead", 100);
        }
        assertEquals(2, store.look(RECORDING).orElseThrow().bytes());
        Upload halfOpen = store.write(RECORDING, ON);
        write(halfOpen, "ahead", 100);
        try (Upload upload = store.write(RECORDING, ON)) {
            assertEquals(2, upload.size(), "the older one's link is not known to be gone");
            halfOpen.close();
            write(upload, "F2", 2);
            upload.whole();
        }
        assertEquals("RRF2", Files.readString(disk(RECORDING)));
    }

    /** As the SFTP server does with the thread of a link that has ended: the file's channel is closed by that. */
    @Test
    void anUploadWhoseThreadWasInterruptedEndsToo() throws IOException {
        Upload upload = store.write(RECORDING, ANEW);
        write(upload, "RR", 0);
        write(upload, "ahead", 100);
        Thread.currentThread().interrupt();
        assertThrows(ClosedByInterruptException.class, () -> write(upload, "more", 2));
        assertTrue(Thread.interrupted());
        upload.close();
        assertEquals(0, store.uploads());
        assertEquals(2, store.look(RECORDING).orElseThrow().bytes());
    }

    /** An interrupt can end a write whose bytes are on the disk: where they are beyond a gap, the partial does not keep it. */
    @Test
    void aPieceAheadThatFailedLeavesNoGap() throws IOException {
        Place partial = SESSION.child("session.rrd.partial");
        Upload upload = store.write(partial, ANEW);
        write(upload, "RR", 0);
        try (RandomAccessFile disk = new RandomAccessFile(disk(partial).toFile(), "rw")) {
            disk.seek(100); // as far as the write came
            disk.write(1);
        }
        free.set(0);
        assertThrows(FreeSpace.DiskFull.class, () -> write(upload, "x".repeat(2_000_000), 100));
        upload.close();
        assertEquals(2, store.look(partial).orElseThrow().bytes());
    }

    /** Housekeeping is between the two: the small copy is there, the original not gone yet. */
    @Test
    void aRecordingThatIsThereTwiceIsListedOnce() throws IOException {
        put(RECORDING, "RRF2");
        put(SESSION.child("other.rrd"), "RRF2");
        Files.write(disk(SESSION.child("session.rrd.zst")), new byte[8]);
        assertEquals(List.of("other.rrd", "session.rrd"), names(SESSION));
        Files.delete(disk(RECORDING));
        assertEquals(List.of("other.rrd", "session.rrd"), names(SESSION));
    }
}
