package depot.archive.mapping;

import depot.common.files.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How often each job was begun and not ended, on the disk: a job that takes the process down with it, as one that needs more memory
 * than there is, must not do so after each restart. One thread.
 */
final class BegunJobs {
    private final Path folder;

    /** @param folder of its own; it is made when the first job is begun */
    BegunJobs(Path folder) {
        this.folder = folder;
    }

    /** @return how often the job was begun before without an end */
    int begin(String job) throws IOException {
        int before = count(job);
        write(job, before + 1);
        return before;
    }

    /** It was not the job that ended it: the service was stopped. */
    void undo(String job) throws IOException {
        write(job, Math.max(0, count(job) - 1));
    }

    void end(String job) throws IOException {
        if (Files.exists(file(job))) {
            new DurableFile(file(job)).delete();
        }
    }

    private Path file(String job) {
        return folder.resolve(job);
    }

    private void write(String job, int count) throws IOException {
        Files.createDirectories(folder);
        new DurableFile(file(job)).write(String.valueOf(count).getBytes(StandardCharsets.US_ASCII));
    }

    private int count(String job) throws IOException {
        if (!Files.exists(file(job))) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(Files.readString(file(job)).strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
