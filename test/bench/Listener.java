package depot.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the process behind a port of this machine, so that its cost can be measured (proc(5), net/tcp). */
final class Listener {
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listener() {}

    /** @param target host:port of a server that runs */
    static Stage.Service of(String target) throws IOException {
        int colon = target.lastIndexOf(':');
        if (!target.matches(".+:[0-9]{1,5}") || !InetAddress.getByName(target.substring(0, colon)).isLoopbackAddress()) {
            throw new IOException("--target wants an address of this machine and a port, such as 127.0.0.1:8080, not " + target);
        }
        int port = Integer.parseInt(target.substring(colon + 1));
        long pid = pid(port);
        return new Stage.Service(null, pid, port, Usage.watch(pid), null);
    }

    private static long pid(int port) throws IOException {
        String socket = "socket:[" + inode(port) + "]";
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.filter(process -> process.getFileName().toString().matches("[0-9]+")).filter(process -> holds(process, socket))
                    .mapToLong(process -> Long.parseLong(process.getFileName().toString())).findFirst()
                    .orElseThrow(() -> new IOException("the process that listens on port " + port + " cannot be seen"));
        }
    }

    private static String inode(int port) throws IOException {
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] words = line.strip().split(" +");
                if (words[STATE].equals("0A") && words[1].endsWith("%04X".formatted(port))) {
                    return words[INODE];
                }
            }
        }
        throw new IOException("nobody listens on port " + port);
    }

    private static boolean holds(Path process, String socket) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(file -> {
                try {
                    return Files.readSymbolicLink(file).toString().equals(socket);
                } catch (IOException e) {
                    return false; // closed meanwhile
                }
            });
        } catch (IOException e) {
            return false; // another user's, or it has ended
        }
    }
}
