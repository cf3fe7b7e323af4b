package depot.gps.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A receiver on a serial line, USB or UART: set to raw bytes by {@code stty}, then read and written. */
public final class SerialSource implements ReceiverSource {
    private static final Duration STTY_WITHIN = Duration.ofSeconds(3);
    private final List<Path> devices;
    private final int baudRate;

    /** @param devices of which the first that is there is taken, each time anew */
    public SerialSource(List<Path> devices, int baudRate) {
        this.devices = List.copyOf(devices);
        this.baudRate = baudRate;
    }

    @Override
    public ReceiverLink open() throws IOException, InterruptedException {
        Path device = devices.stream().filter(Files::exists).findFirst().orElseThrow(() -> new IOException("there is no " + names()));
        makeRaw(device);
        return SerialLink.open(device);
    }

    /** Bytes as they are, no echo, no flow control, no modem lines. (stty itself opens without waiting for a carrier.) */
    private void makeRaw(Path device) throws IOException, InterruptedException {
        Process stty = new ProcessBuilder("stty", "-F", device.toString(), Integer.toString(baudRate), "raw", "-echo", "-echoe", "-echok",
                "cs8", "-parenb", "-cstopb", "cread", "clocal", "-crtscts", "-hupcl").redirectErrorStream(true).start();
        try {
            stty.getOutputStream().close();
            if (!stty.waitFor(STTY_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("stty does not come back from " + device);
            }
            if (stty.exitValue() != 0) {
                String said = new String(stty.getInputStream().readNBytes(500), StandardCharsets.UTF_8).strip();
                throw new IOException(said.isEmpty() ? "stty failed on " + device : said.lines().findFirst().orElse(""));
            }
        } finally {
            stty.destroyForcibly();
        }
    }

    private String names() {
        return devices.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    @Override
    public String name() {
        return "serial:" + devices.stream().filter(Files::exists).findFirst().orElse(devices.getFirst());
    }

    @Override
    public String garbled() {
        return "bytes come, and no whole message among them: is the baud rate right?";
    }

    @Override
    public boolean takesCommands() {
        return true;
    }
}
