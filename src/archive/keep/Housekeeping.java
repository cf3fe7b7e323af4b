package depot.archive.keep;

import depot.archive.store.DiskNames;
import depot.archive.store.FreeSpace;
import depot.archive.store.Store;
import depot.common.time.Time;
import depot.recordings.KeptNames;
import depot.recordings.SmallFile;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Goes through the folder of sessions once a minute: counts what is there, removes old partials and sessions that are too old,
 * and makes recordings small that have not changed for a while. One thread runs it.
 */
public final class Housekeeping {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** A broken upload can be resumed for a day. */
    private static final Duration PARTIALS_STAY = Duration.ofDays(1);
    /** It must also have been seen unchanged for this long, as this machine's clock may have been set meanwhile. */
    private static final Duration PARTIALS_SEEN = Duration.ofHours(1);
    private static final int MAX_CANDIDATES = 1_000; // of one round

    private final Store store;
    private final Time time;
    private final Optional<Duration> smallAfter;
    private final Inventory inventory;
    private final Counter made;
    private final SessionTree tree;
    private final Unchanged unchanged;
    private final Shrinker shrinker;
    private final Retention retention;
    private final Map<Path, HeadOfSmall> heads = new HashMap<>();
    private Round round;

    private record HeadOfSmall(FileFacts facts, long bytes) {}

    /** What one look has found so far. */
    private static final class Round {
        final List<Map.Entry<Path, FileFacts>> candidates = new ArrayList<>();
        final Map<Path, FileFacts> newest = new HashMap<>(); // by session folder
        final Map<Path, HeadOfSmall> heads = new HashMap<>();
        boolean removing;
        int recordings;
        int small;
        long bytes;
        long stored;
        long oldest = Long.MAX_VALUE;
    }

    /**
     * @param smallAfter for how long a recording is unchanged before it is made small; empty for never
     * @param keep how long sessions are kept; empty for ever
     * @param made counts what was done, by {@code what}: small, small-failed, partial, session, log
     */
    public Housekeeping(Store store, FreeSpace space, Time time, Optional<Duration> smallAfter, Optional<Duration> keep,
            Inventory inventory, Counter made) {
        this.store = store;
        this.time = time;
        this.smallAfter = smallAfter;
        this.inventory = inventory;
        this.made = made;
        tree = new SessionTree(store.top());
        unchanged = new Unchanged(time);
        shrinker = new Shrinker(store, space);
        retention = new Retention(store, time, keep);
    }

    /** Goes on until it is interrupted. */
    public void run() throws InterruptedException {
        while (true) {
            look();
            Thread.sleep(PAUSE);
        }
    }

    /** Goes through the folders once, and acts on what it finds. */
    public void look() throws InterruptedException {
        round = new Round();
        round.removing = retention.active();
        tree.walk(new SessionTree.Visitor() {
            @Override
            public void file(Path path, FileFacts facts) throws IOException {
                visitFile(path, facts);
            }

            @Override
            public void folder(Path path, FileFacts facts) throws IOException {
                visitFolder(path, facts);
            }
        });
        unchanged.roundOver();
        heads.clear();
        heads.putAll(round.heads);
        inventory.found(new Inventory.Counts(round.recordings, round.small, round.bytes, round.stored,
                round.oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(round.oldest)));
        for (Map.Entry<Path, FileFacts> candidate : round.candidates) {
            Shrinker.Outcome outcome = shrinker.shrink(candidate.getKey(), candidate.getValue());
            switch (outcome) {
                case SMALL -> made.labels("small").inc();
                case FAILED -> made.labels("small-failed").inc();
                case LEFT, CHANGED -> { }
            }
        }
    }

    private void visitFile(Path path, FileFacts facts) throws IOException {
        String name = path.getFileName().toString();
        if (Shrinker.isLeftover(name)) {
            Files.deleteIfExists(path);
            return;
        }
        if (DiskNames.isPartial(name)) {
            cleanPartial(path, facts);
            return;
        }
        if (KeptNames.isOwn(name)) {
            return;
        }
        round.newest.merge(path.getParent(), facts, (one, other) -> one.modified().compareTo(other.modified()) >= 0 ? one : other);
        if (KeptNames.isSmall(name)) {
            countSmall(path, facts);
        } else if (KeptNames.isRecording(name)) {
            count(path, facts, facts.bytes());
            if (isStill(path, facts) && shrinker.wants(path, facts) && round.candidates.size() < MAX_CANDIDATES) {
                round.candidates.add(Map.entry(path, facts));
            }
        } else if (tree.isLog(path) && round.removing && retention.isOver(facts)) {
            Files.deleteIfExists(path);
            Files.deleteIfExists(DiskNames.removedMark(path));
            made.labels("log").inc();
        }
    }

    /** By elapsed time, or by the clock: when that is wrong, a recording is made small too early, which does no harm. */
    private boolean isStill(Path path, FileFacts facts) {
        Duration seen = unchanged.age(path, facts);
        return smallAfter.isPresent() && (seen.compareTo(smallAfter.get()) >= 0 || age(facts).compareTo(smallAfter.get()) >= 0);
    }

    /** By this machine's clock; negative when it was set back meanwhile. */
    private Duration age(FileFacts facts) {
        return Duration.ofMillis(time.millis() - facts.changed().toMillis());
    }

    private void cleanPartial(Path path, FileFacts facts) throws IOException {
        boolean old = unchanged.age(path, facts).compareTo(PARTIALS_SEEN) >= 0 && age(facts).compareTo(PARTIALS_STAY) >= 0;
        if (old && store.alone(written -> !written.contains(path) && Files.deleteIfExists(path))) {
            made.labels("partial").inc();
        }
    }

    private void countSmall(Path path, FileFacts facts) throws IOException {
        Path original = path.resolveSibling(KeptNames.original(path.getFileName().toString()));
        if (FileFacts.of(original).isPresent()) {
            return; // a kill came between two steps, or does this moment: the recording is counted
        }
        HeadOfSmall head = heads.get(path);
        if (head == null || !head.facts.equals(facts)) {
            try (SmallFile file = SmallFile.open(path)) {
                head = new HeadOfSmall(facts, file.length());
            }
        }
        round.heads.put(path, head);
        round.small++;
        count(path, facts, head.bytes);
    }

    private void count(Path path, FileFacts facts, long bytes) {
        round.recordings++;
        round.bytes += bytes;
        round.stored += facts.bytes();
        round.oldest = Math.min(round.oldest, facts.modified().toMillis());
        inventory.arrived(tree.roverOf(path), facts.changed().toMillis());
    }

    private void visitFolder(Path folder, FileFacts facts) throws IOException {
        FileFacts newest = round.newest.remove(folder);
        if (round.removing && newest != null && tree.isSession(folder) && retention.isOver(folder, newest) && retention.remove(folder)) {
            made.labels("session").inc();
        }
    }
}
