package depot.discovery.sessions;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the recording that a download asks for, under either name that a list gives its rover. Immutable; any thread of
 * those that read files.
 */
record RecordingFinder(RealTree tree, Warnings warnings) {
    /**
     * Opens it; the caller closes it. Empty when there is none.
     *
     * @param rover the name of the rover's folder, or what metadata calls the rover; may come from anywhere
     */
    Optional<OpenedFile> open(String rover, String session) throws IOException {
        SessionLayout layout = new SessionLayout(tree);
        Optional<Path> folder = layout.session(rover, session);
        Optional<OpenedFile> file = folder.isPresent() ? open(folder.get()) : Optional.empty();
        return file.isPresent() ? file : byMetadata(layout, rover, session);
    }

    private Optional<OpenedFile> byMetadata(SessionLayout layout, String rover, String session) throws IOException {
        try (DirectoryStream<Path> rovers = Files.newDirectoryStream(tree.root())) {
            for (Path each : rovers) {
                Optional<Path> folder = RealTree.hasUsableName(each) ? session(layout, each, session) : Optional.empty();
                if (folder.isPresent() && SessionReader.metadata(tree, folder.get()).filter(at -> at.roverId().equals(rover)).isPresent()) {
                    Optional<OpenedFile> file = open(folder.get());
                    if (file.isPresent()) {
                        return file;
                    }
                }
            }
            return Optional.empty();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Empty also when the rover's folder cannot be read; the scan for the list logs that. */
    private static Optional<Path> session(SessionLayout layout, Path rover, String session) {
        try {
            return layout.session(rover.getFileName().toString(), session);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<OpenedFile> open(Path folder) {
        Path path = folder.resolve(SessionLayout.RECORDING);
        try {
            String name = SessionReader.metadata(tree, folder).map(SessionMetadata::sessionFile).orElse(SessionLayout.RECORDING);
            Optional<OpenedFile> opened = KeptRecording.open(tree, folder, name);
            warnings.well(path);
            return opened;
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it was removed this moment
        } catch (IOException e) {
            warnings.once(path, e);
            return Optional.empty();
        }
    }
}
