package depot.archive.mapping;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Points sorted into squares of the ground, each in a file of its own, so that no more than one square and its neighbours' edges are
 * in memory at a time. A record is x, y, z (f32, metres) and a number of 32 bits. One thread.
 */
final class Tiles implements Closeable {
    /** Metres of a square's side. */
    static final int SIDE = 16;
    static final int RECORD = 16;
    private static final int BUFFER = 4 * 1024;
    private static final int MAX_BUFFERS = 2_048; // eight megabytes
    private static final int MAX_TILES = 16_384; // four square kilometres
    private static final int PIECE = 1 << 20;

    private final Path folder;
    private final String ending;
    private final Map<Tile, ByteBuffer> buffers = new TreeMap<>();
    private final Set<Tile> known = new TreeSet<>();
    private long left; // points that were left out

    /** A square by its number east and north. */
    record Tile(int east, int north) implements Comparable<Tile> {
        static Tile of(double x, double y) {
            return new Tile((int) Math.floor(x / SIDE), (int) Math.floor(y / SIDE));
        }

        @Override
        public int compareTo(Tile other) {
            return east != other.east ? Integer.compare(east, other.east) : Integer.compare(north, other.north);
        }
    }

    /** Is shown a record. */
    interface Visitor {
        void point(float x, float y, float z, int number) throws IOException;
    }

    /** @param folder that is there, and goes when the work is over */
    Tiles(Path folder, String ending) {
        this.folder = folder;
        this.ending = ending;
    }

    void add(float x, float y, float z, int number) throws IOException {
        add(Tile.of(x, y), x, y, z, number);
    }

    void add(Tile tile, float x, float y, float z, int number) throws IOException {
        ByteBuffer buffer = buffers.get(tile);
        if (buffer == null) {
            if (!known.contains(tile) && known.size() == MAX_TILES) {
                left++;
                return;
            }
            known.add(tile);
            if (buffers.size() == MAX_BUFFERS) {
                flush();
            }
            buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
            buffers.put(tile, buffer);
        }
        buffer.putFloat(x).putFloat(y).putFloat(z).putInt(number);
        if (!buffer.hasRemaining()) {
            write(tile, buffer);
        }
    }

    private Path file(Tile tile) {
        return folder.resolve(tile.east + "_" + tile.north + ending);
    }

    private void write(Tile tile, ByteBuffer buffer) throws IOException {
        buffer.flip();
        try (FileChannel channel = FileChannel.open(file(tile), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
        buffer.clear();
    }

    /** Writes what is in memory; then squares can be read. */
    void flush() throws IOException {
        for (Map.Entry<Tile, ByteBuffer> each : buffers.entrySet()) {
            if (each.getValue().position() > 0) {
                write(each.getKey(), each.getValue());
            }
        }
        buffers.clear();
    }

    Set<Tile> all() {
        return known;
    }

    long left() {
        return left;
    }

    /** Shows the points of a square, in the order in which they came; none where there is none. */
    void read(Tile tile, Visitor visitor) throws IOException {
        if (!known.contains(tile)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file(tile), StandardOpenOption.READ)) {
            ByteBuffer piece = ByteBuffer.allocate(Math.clamp(channel.size(), RECORD, PIECE)).order(ByteOrder.LITTLE_ENDIAN);
            while (channel.read(piece) >= 0 || piece.position() > 0) {
                piece.flip();
                int records = piece.remaining() / RECORD;
                for (int i = 0; i < records; i++) {
                    visitor.point(piece.getFloat(), piece.getFloat(), piece.getFloat(), piece.getInt());
                }
                piece.compact();
                if (records == 0) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        buffers.clear();
        for (Tile tile : known) {
            Files.deleteIfExists(file(tile));
        }
    }
}
