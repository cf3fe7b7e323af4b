package depot.common.memory;

import depot.common.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds the output that waits in memory until peers read it. What many peers share counts once, until the last of them has
 * read it. Over the bound, the slowest peers lose their connections: those that have held the oldest output for the longest.
 * A new connection never does, so the newest output always gets out.
 *
 * <p>Thread-safe. No peer is called under the lock.
 */
public final class OutputBudget {
    /** A part of the heap; {@link MemoryBudget} has as much for what comes in. */
    public static final OutputBudget OF_THIS_PROCESS = new OutputBudget(Runtime.getRuntime().maxMemory() / 4);

    // a connection is not cut for less than this part of the whole, if there are others
    private static final int WORTH_WHILE = 1024;

    private final long max;
    @GuardedBy("this") private final Set<Hold> holds = new LinkedHashSet<>(); // those of something, the oldest first
    @GuardedBy("this") private long bytes;

    /** Something that waits to be read, by one peer or by many. */
    public static final class Load {
        // guarded by the budget, both; one load is held in one budget
        private long bytes;
        private int holders;

        public Load(long bytes) {
            this.bytes = bytes;
        }
    }

    /** A connection that something is sent to; called by any thread. */
    @FunctionalInterface
    public interface Peer {
        /** Closes the connection: it reads too slowly for all that is held for others. It releases its holds then. */
        void drop();
    }

    /** One peer's part in a load, until it is released. Any thread. */
    public final class Hold {
        private final Load load;
        private final Peer peer;
        private boolean dropped; // guarded by the budget, as is the next
        private boolean released;

        private Hold(Load load, Peer peer) {
            this.load = load;
            this.peer = peer;
        }

        /** So many bytes more, or fewer; for a load that is this peer's alone, from any number of threads in any order. */
        public void grow(long more) {
            List<Hold> slowest;
            synchronized (OutputBudget.this) {
                if (released) {
                    return;
                }
                bytes += more;
                load.bytes += more;
                if (load.bytes > 0) {
                    holds.add(this); // at the end, unless it is among them already
                } else {
                    holds.remove(this);
                }
                slowest = more > 0 ? slowestBut(load, 0) : List.of();
            }
            slowest.forEach(each -> each.peer.drop());
        }

        /** The peer has read it, or is gone. Does nothing the second time. */
        public void release() {
            synchronized (OutputBudget.this) {
                if (!released) {
                    released = true;
                    holds.remove(this);
                    if (--load.holders == 0) {
                        bytes -= load.bytes;
                    }
                }
            }
        }
    }

    /** Room for what one answer is made of, taken before that is made. Any thread. */
    public final class Room {
        private final Load load = new Load(0);
        private boolean released; // guarded by the budget

        private Room() {
            load.holders = 1;
        }

        /** So many bytes more, or fewer. @throws Full when there is no room for more, or this was released; then nothing has changed */
        public void use(long more) throws Full {
            List<Hold> slowest;
            synchronized (OutputBudget.this) {
                boolean fits = !released && (more <= 0 || bytes + more <= max);
                if (fits) {
                    bytes += more;
                    load.bytes += more;
                    return;
                }
                slowest = released || load.bytes + more > max ? List.of() : slowestBut(load, more);
            }
            slowest.forEach(each -> each.peer.drop());
            throw new Full();
        }

        /** What the answer is to hold while it is sent. */
        public Load load() {
            return load;
        }

        /** Gives all back, once nobody holds the load any more. Does nothing the second time. */
        public void release() {
            synchronized (OutputBudget.this) {
                if (!released) {
                    released = true;
                    if (--load.holders == 0) {
                        bytes -= load.bytes;
                    }
                }
            }
        }
    }

    /** What waits to be read leaves no room: try again when the slowest have lost their connections. */
    public static final class Full extends IOException {
        private static final long serialVersionUID = 1L;

        Full() {
            super("too much waits to be read already");
        }
    }

    public OutputBudget(long max) {
        this.max = max;
    }

    /** Counts a load as held by a peer, and drops others where it is too much with it. Never waits. */
    public Hold hold(Load load, Peer peer) {
        Hold hold = new Hold(load, peer);
        List<Hold> slowest;
        synchronized (this) {
            if (load.holders++ == 0) {
                bytes += load.bytes;
            }
            if (load.bytes > 0) {
                holds.add(hold);
            }
            slowest = slowestBut(load, 0);
        }
        slowest.forEach(each -> each.peer.drop());
        return hold;
    }

    /**
     * Room for an answer that is yet to be made. Over the bound it is the one that asks who waits, as nothing has been made for it yet, and
     * the slowest make room until it asks again. Never waits.
     *
     * @throws Full when there is none now
     */
    public Room room(long firstBytes) throws Full {
        Room room = new Room();
        room.use(firstBytes);
        return room;
    }

    /** Charges so many bytes more, or fewer, that are kept for future consoles. They are never dropped here: their owner bounds them. */
    public void keep(long more) {
        List<Hold> slowest;
        synchronized (this) {
            bytes += more;
            slowest = more > 0 ? slowestBut(null, 0) : List.of();
        }
        slowest.forEach(each -> each.peer.drop());
    }

    /** Marks and returns the peers to drop for so much more: all holders of a load, as a single one keeps all of it in memory. */
    @GuardedBy("this")
    private List<Hold> slowestBut(Load newest, long more) {
        if (bytes + more <= max) {
            return List.of();
        }
        List<Hold> chosen = new ArrayList<>();
        long left = choose(newest, max / WORTH_WHILE, bytes + more - beingDropped(), chosen);
        choose(newest, 1, left, chosen);
        return chosen;
    }

    /** @return what is left when those chosen have gone */
    @GuardedBy("this")
    private long choose(Load newest, long leastBytes, long held, List<Hold> chosen) {
        long left = held;
        Set<Load> loads = new HashSet<>();
        for (Hold hold : holds) {
            if (hold.dropped || hold.load == newest || hold.load.bytes < leastBytes) {
                continue;
            }
            if (!loads.contains(hold.load)) {
                if (left <= max) {
                    continue;
                }
                loads.add(hold.load);
                left -= hold.load.bytes;
            }
            hold.dropped = true;
            chosen.add(hold);
        }
        return left;
    }

    /** The bytes of loads that are about to be released, as all their holders are being dropped. */
    @GuardedBy("this")
    private long beingDropped() {
        Set<Load> going = new HashSet<>();
        Set<Load> staying = new HashSet<>();
        holds.forEach(hold -> (hold.dropped ? going : staying).add(hold.load));
        going.removeAll(staying);
        return going.stream().mapToLong(load -> load.bytes).sum();
    }

    /** Bytes that are held now. */
    public synchronized long bytes() {
        return bytes;
    }
}
