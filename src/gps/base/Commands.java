package depot.gps.base;

import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;
import depot.gnss.ubx.Ack;
import depot.gnss.ubx.CfgValget;
import depot.gnss.ubx.CfgValset;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigLayer;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxId;
import depot.gnss.ubx.UbxMessage;
import depot.gps.source.ReceiverLink;
import depot.gps.source.StreamListener;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Commands to the receiver, one at a time, each with its answer: UBX-22008968, section 3.10. A receiver answers within a
 * second; one that does not is asked three times. One thread commands; the reading thread brings the answers.
 */
final class Commands implements StreamListener {
    private static final int TRIES = 3;
    private static final int MOST_WAITING = 64;

    private final Duration answerWithin;
    private final BlockingQueue<UbxMessage> answers = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile ReceiverLink link; // written by the reading thread; null while there is none

    /** The outcome of a command. */
    sealed interface Answer<T> {
        record Done<T>(T value) implements Answer<T> {}

        /** A NAK: nothing of it was done. */
        record Refused<T>() implements Answer<T> {}

        /** Nothing came back. */
        record Silence<T>(String why) implements Answer<T> {}
    }

    Commands(Duration answerWithin) {
        this.answerWithin = answerWithin;
    }

    @Override
    public void opened(ReceiverLink opened) {
        link = opened;
    }

    @Override
    public void lost(String why) {
        link = null;
    }

    @Override
    public void frame(Frame frame) {
        if (frame.protocol() != Protocol.UBX) {
            return;
        }
        UbxMessage message = UbxDecoder.decode(frame);
        if (message instanceof Ack || message instanceof CfgValget.Response) {
            while (!answers.offer(message)) {
                answers.poll(); // no caller waits for the oldest any more
            }
        }
    }

    boolean linked() {
        return link != null;
    }

    /** Sets the values in RAM. */
    Answer<Boolean> set(List<ConfigItem> items) throws InterruptedException {
        return command(new CfgValset(Set.of(ConfigLayer.RAM), items).encode(), UbxId.CFG_VALSET,
                message -> message instanceof Ack ack && ack.of().equals(UbxId.CFG_VALSET)
                ? Optional.of(ack.acknowledged()) : Optional.empty());
    }

    /** The values in RAM; a key that the receiver does not have may be missing, or have it refuse them all. */
    Answer<Map<ConfigKey, ConfigItem>> get(List<ConfigKey> keys) throws InterruptedException {
        Set<ConfigKey> asked = Set.copyOf(keys);
        return command(new CfgValget.Request(ConfigLayer.RAM, 0, keys).encode(), UbxId.CFG_VALGET, message -> {
            if (!(message instanceof CfgValget.Response response) || response.layer() != ConfigLayer.RAM
                    || !response.items().stream().allMatch(item -> asked.contains(item.key()))) {
                return Optional.empty();
            }
            Map<ConfigKey, ConfigItem> values = new HashMap<>();
            response.items().forEach(item -> values.put(item.key(), item));
            return Optional.of(values);
        });
    }

    private <T> Answer<T> command(byte[] frame, UbxId id, Function<UbxMessage, Optional<T>> answer) throws InterruptedException {
        String why = "it does not answer";
        for (int i = 0; i < TRIES; i++) {
            ReceiverLink open = link;
            if (open == null) {
                return new Answer.Silence<>("it is gone");
            }
            answers.clear();
            try {
                open.write(frame);
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
                continue;
            }
            long deadline = System.nanoTime() + answerWithin.toNanos();
            UbxMessage message;
            while ((message = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
                if (message instanceof Ack ack && !ack.acknowledged() && ack.of().equals(id)) {
                    return new Answer.Refused<>();
                }
                Optional<T> value = answer.apply(message);
                if (value.isPresent()) {
                    return new Answer.Done<>(value.get());
                }
            }
        }
        return new Answer.Silence<>(why);
    }
}
