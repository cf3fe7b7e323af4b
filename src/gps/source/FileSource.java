package depot.gps.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A recording, played as if a receiver sent it. */
public final class FileSource implements ReceiverSource {
    private final Path file;
    private final Pace pace;
    private final boolean loop;

    /** How fast it is played. */
    public sealed interface Pace {
        /** As it was recorded. */
        record Epochs() implements Pace {}

        record BytesPerSecond(int bytes) implements Pace {}

        /** As fast as it is taken. */
        record Unbounded() implements Pace {}
    }

    /** @param loop begin anew at the end */
    public FileSource(Path file, Pace pace, boolean loop) {
        this.file = file;
        this.pace = pace;
        this.loop = loop;
    }

    @Override
    public ReceiverLink open() throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IOException("there is no file to read at " + file);
        }
        return new FileLink(file, pace, loop);
    }

    @Override
    public String name() {
        return "file:" + file;
    }

    @Override
    public boolean comesAgain() {
        return loop;
    }
}
