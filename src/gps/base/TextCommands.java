package depot.gps.base;

import depot.gps.source.ReceiverLink;
import depot.gps.source.StreamListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands in text, a line each, to receivers that answer in text among whatever else they send. One that does not answer is asked
 * three times. One thread commands; the reading thread brings the answers.
 */
final class TextCommands implements StreamListener {
    private static final int TRIES = 3;
    private static final int MOST_KEPT = 32 * 1024;

    private final Duration answerWithin;
    private final StringBuilder heard = new StringBuilder(); // guarded by itself: what came since the last command, its end at least
    private volatile ReceiverLink link; // written by the reading thread; null while there is none

    TextCommands(Duration answerWithin) {
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
    public void bytes(byte[] buffer, int count) {
        synchronized (heard) {
            heard.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            if (heard.length() > MOST_KEPT) {
                heard.delete(0, heard.length() - MOST_KEPT / 2);
            }
            heard.notifyAll();
        }
    }

    /**
     * Sends a line and waits for its answer.
     *
     * @param answer pattern of the answer; the first match counts
     */
    Commands.Answer<Matcher> ask(String line, Pattern answer) throws InterruptedException {
        String why = "it does not answer";
        for (int i = 0; i < TRIES; i++) {
            ReceiverLink open = link;
            if (open == null) {
                return new Commands.Answer.Silence<>("it is gone");
            }
            synchronized (heard) {
                heard.setLength(0);
            }
            try {
                open.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
                continue;
            }
            Matcher found = await(answer);
            if (found != null) {
                return new Commands.Answer.Done<>(found);
            }
        }
        return new Commands.Answer.Silence<>(why);
    }

    private Matcher await(Pattern answer) throws InterruptedException {
        long deadline = System.nanoTime() + answerWithin.toNanos();
        synchronized (heard) {
            while (true) {
                Matcher matcher = answer.matcher(heard.toString());
                if (matcher.find()) {
                    return matcher;
                }
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return null;
                }
                heard.wait(left);
            }
        }
    }
}
