package depot.discovery.link;

import depot.common.time.Time;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What all held links share.
 *
 * @param turns whose link is opened next
 * @param loop runs something on the links' thread; false when that has ended
 * @param incoming the buffer that links read into, in turn
 */
record LinkParts(RoverLinkMode mode, LinkOpener opener, LinkListener listener, LinkMetrics metrics, LinkTurns turns, Time time,
        RandomGenerator random, ByteBuffer incoming, Predicate<Runnable> loop) {}
