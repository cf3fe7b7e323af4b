package depot.archive.sftp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Iterator;

/** A folder that a client reads, name by name. One thread. */
record ShownFolder(Path folder, Iterator<String> names, Closeable opened) implements DirectoryStream<Path> {
    @Override
    public Iterator<Path> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return names.hasNext();
                } catch (DirectoryIteratorException e) { // it names this machine's path
                    throw new DirectoryIteratorException(new FileSystemException(folder.toString(), null, "it cannot be read to its end"));
                }
            }

            @Override
            public Path next() {
                return folder.resolve(names.next());
            }
        };
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
