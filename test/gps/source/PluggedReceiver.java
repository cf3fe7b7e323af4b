package depot.gps.source;

import depot.common.threads.Worker;
import depot.gnss.Geodetic;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gnss.ubx.CfgValset;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.UbxDecoder;
import depot.gps.sim.SimulatedReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A made-up receiver at the end of a pseudo-terminal, twenty epochs a second. A test unplugs it, mutes it, and looks at what
 * it was sent. Any thread.
 */
public final class PluggedReceiver implements AutoCloseable {
    public static final Geodetic ANTENNA = new Geodetic(48.1375, 11.5755, 565.0);
    private static final long EPOCH_NANOS = 50_000_000;
    private static final Instant BEGINNING = Instant.parse("2026-06-01T12:00:00Z");

    private final Path port;
    private final SimulatedReceiver receiver; // guarded by this
    private final Framer sent = new Framer(this::sent);
    private final List<CfgValset> settings = new CopyOnWriteArrayList<>();
    private final Worker worker;
    private volatile PseudoTerminal line;
    private volatile boolean mute;
    private volatile boolean deaf;
    private int epoch;

    /**
     * @param port the path that leads to it while it is plugged in
     * @param missing settings that it refuses
     */
    public PluggedReceiver(Path port, Set<ConfigKey> missing) throws IOException {
        this.port = port;
        receiver = new SimulatedReceiver(ANTENNA, missing, new Random(1));
        plugIn();
        worker = Worker.start("receiver", this::run);
    }

    public void plugIn() throws IOException {
        PseudoTerminal opened = PseudoTerminal.open();
        opened.plugInto(port);
        line = opened;
    }

    /** With {@code power} it forgets its RAM, as one on USB does. */
    public void unplug(boolean power) throws IOException {
        PseudoTerminal open = line;
        line = null;
        open.close();
        java.nio.file.Files.deleteIfExists(port);
        if (power) {
            powerOn();
        }
    }

    public synchronized void powerOn() {
        receiver.powerOn();
    }

    /** It sends nothing, and answers nothing. */
    public void mute(boolean silent) {
        mute = silent;
    }

    /** It goes on sending, and does not answer: a line of which one wire is broken. */
    public void deaf(boolean broken) {
        deaf = broken;
    }

    /** What it was set to by each message, in order. */
    public List<List<ConfigItem>> settings() {
        return settings.stream().map(CfgValset::items).toList();
    }

    // a line that nobody has set up yet echoes what the receiver itself sent
    private void sent(depot.gnss.frames.Frame frame) {
        if (frame.protocol() == Protocol.UBX && UbxDecoder.decode(frame) instanceof CfgValset set) {
            settings.add(set);
        }
    }

    private void run() throws InterruptedException {
        byte[] buffer = new byte[4096];
        long next = System.nanoTime();
        while (true) {
            PseudoTerminal open = line;
            try {
                int count = open == null ? 0 : open.read(buffer);
                if (count > 0 && !deaf && !mute) {
                    byte[] bytes = java.util.Arrays.copyOf(buffer, count);
                    sent.accept(bytes);
                    open.write(answer(bytes));
                }
                if (System.nanoTime() - next >= 0) {
                    next += EPOCH_NANOS;
                    byte[] bytes = epoch();
                    if (open != null && !mute) {
                        open.write(bytes);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.sleep(1);
        }
    }

    private synchronized byte[] answer(byte[] bytes) {
        return receiver.answer(bytes);
    }

    private synchronized byte[] epoch() {
        return receiver.epoch(BEGINNING.plusSeconds(epoch++));
    }

    @Override
    public void close() throws IOException {
        worker.close();
        PseudoTerminal open = line;
        if (open != null) {
            open.close();
        }
    }
}
