package depot.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that is restarted on the same port, or needs to know it before it opens it. It is below the kernel's
 * ephemeral ports (32768 and up), any of which another test's client may take meanwhile. Any thread.
 */
public final class KeptPort {
    private static final int FIRST = 20_000;
    private static final int LAST = 30_000;
    private static final int TRIES = 100;

    private KeptPort() {}

    public static int choose() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // taken
            }
        }
        throw new IOException("no port from " + FIRST + " to " + LAST + " is free");
    }
}
