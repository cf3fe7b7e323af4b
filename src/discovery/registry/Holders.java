package depot.discovery.registry;

import java.util.Set;
import java.util.UUID;

/**
 * Which of the discoveries holds a rover's own link: one of those that live, spread evenly, and all that know the same processes choose
 * the same one (rendezvous hashing). While it is not known which live, it is the one that the rover last spoke to. Immutable.
 */
public final class Holders {
    private final UUID self;
    private final Set<UUID> others;
    private final boolean known;

    /** @param others the other discoveries that live. @param known whether those are all */
    Holders(UUID self, Set<UUID> others, boolean known) {
        this.self = self;
        this.others = Set.copyOf(others);
        this.known = known;
    }

    /** @param here whether the rover spoke to this process last */
    public boolean isHeldHere(String roverId, boolean here) {
        if (!known) {
            return here;
        }
        long own = weight(self, roverId);
        for (UUID other : others) {
            long weight = weight(other, roverId);
            if (weight > own || weight == own && other.compareTo(self) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Those that live, this one included. */
    public int count() {
        return others.size() + 1;
    }

    public boolean isLiving(UUID process) {
        return others.contains(process);
    }

    /** Bits that any change of either mixes well: MurmurHash3's finalizer. */
    private static long weight(UUID process, String roverId) {
        long mixed = process.getMostSignificantBits() ^ process.getLeastSignificantBits();
        for (int i = 0; i < roverId.length(); i++) {
            mixed = mixed * 31 + roverId.charAt(i);
        }
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Holders holders && self.equals(holders.self) && others.equals(holders.others) && known == holders.known;
    }

    @Override
    public int hashCode() {
        return others.hashCode();
    }
}
