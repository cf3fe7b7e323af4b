package depot.discovery.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.discovery.link.LinkState;
import depot.discovery.link.RoverFrame;
import depot.discovery.link.RoverMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one discovery sends to another about a rover: its last message, the state of its own link, or both. The JSON names are short, as
 * the updates of a thousand rovers go out every two seconds.
 *
 * <pre>
 *   {"id":…,"h":[age ms, last seen (Unix ms), volts, mode, x, y, theta, 1 if that is a place],
 *    "l":"up"|"down"|"off","s":since (Unix ms),"t":frame since (Unix ms),"w":why,"f":[mode, x, y, theta, linear, angular]}
 * </pre>
 *
 * @param heard empty where it said nothing new
 * @param link empty where that has not changed
 */
public record RoverUpdate(String id, Optional<Heard> heard, Optional<Link> link) {
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_WHY = 200;
    private static final RoverFrame.Motors NO_MOTORS = new RoverFrame.Motors(0, 0, 0, 0);

    /**
     * A rover's last heartbeat or registration.
     *
     * @param ageMillis how long ago it came, by the steady clock of the discovery that heard it
     * @param lastSeenMillis when it came, by that discovery's wall clock, for showing
     */
    public record Heard(long ageMillis, long lastSeenMillis, double volts, int mode, double x, double y, double theta,
            boolean poseKnown) {}

    /** Its own link. @param newest empty while that is not up */
    public record Link(LinkState state, Optional<RoverFrame> newest) {
        /** Whether it says the same as the one before, which may be null, so that it need not be sent. */
        public boolean saysTheSame(Link before) {
            return before != null && state.equals(before.state) && newest.isPresent() == before.newest.isPresent()
                    && (newest.isEmpty() || same(newest.get(), before.newest.get()));
        }

        private static boolean same(RoverFrame one, RoverFrame other) {
            return one.mode() == other.mode() && one.x() == other.x() && one.y() == other.y() && one.theta() == other.theta()
                    && one.linear() == other.linear() && one.angular() == other.angular();
        }
    }

    String json() {
        return new String(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            if (heard.isPresent()) {
                write(heard.get(), json);
            }
            if (link.isPresent()) {
                write(link.get(), json);
            }
            json.writeEndObject();
        }), StandardCharsets.UTF_8);
    }

    private static void write(Heard heard, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("h");
        json.writeNumber(heard.ageMillis);
        json.writeNumber(heard.lastSeenMillis);
        json.writeNumber(heard.volts);
        json.writeNumber(heard.mode);
        json.writeNumber(heard.x);
        json.writeNumber(heard.y);
        json.writeNumber(heard.theta);
        json.writeNumber(heard.poseKnown ? 1 : 0);
        json.writeEndArray();
    }

    private static void write(Link link, JsonGenerator json) throws IOException {
        LinkState state = link.state;
        json.writeStringField("l", state.state().word());
        json.writeNumberField("s", state.sinceMillis());
        json.writeNumberField("t", state.frameSinceMillis());
        json.writeStringField("w", cut(state.why()));
        if (link.newest.isPresent()) {
            RoverFrame frame = link.newest.get();
            json.writeArrayFieldStart("f");
            json.writeNumber(frame.mode().ordinal());
            for (double each : new double[] {frame.x(), frame.y(), frame.theta(), frame.linear(), frame.angular()}) {
                json.writeNumber(each);
            }
            json.writeEndArray();
        }
    }

    private static String cut(String why) {
        if (why.length() <= LONGEST_WHY) {
            return why;
        }
        return why.substring(0, Character.isHighSurrogate(why.charAt(LONGEST_WHY - 1)) ? LONGEST_WHY - 1 : LONGEST_WHY);
    }

    /** Reads the updates in a payload of kind {@link Payload#SAID}; one that cannot be read is left out. */
    static List<RoverUpdate> read(JsonObject json) {
        List<RoverUpdate> updates = new ArrayList<>();
        for (JsonObject each : json.objects("rovers", Payload.MOST_BYTES).orElse(List.of())) {
            try {
                updates.add(new RoverUpdate(each.text("id", LONGEST_ID), each.numbers("h", 16).map(RoverUpdate::heard), link(each)));
            } catch (BadInput e) {
                // a newer version's
            }
        }
        return updates;
    }

    private static Heard heard(List<Double> said) {
        need(said, 8);
        return new Heard(Math.max(0, said.get(0).longValue()), said.get(1).longValue(), said.get(2), said.get(3).intValue(), said.get(4),
                said.get(5), said.get(6), said.get(7) != 0);
    }

    private static Optional<Link> link(JsonObject json) {
        Optional<String> state = json.anyText("l");
        if (state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Link(new LinkState(stateOf(state.get()), (long) json.number("s"), json.anyText("w").orElse(""),
                (long) json.number("t")), json.numbers("f", 16).map(RoverUpdate::frame)));
    }

    private static LinkState.State stateOf(String word) {
        try {
            return LinkState.State.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw BadInput.malformed("no state of a link: " + word);
        }
    }

    private static RoverFrame frame(List<Double> values) {
        need(values, 6);
        return new RoverFrame(RoverMode.of(values.get(0).intValue()), values.get(1), values.get(2), values.get(3), 0, 0,
                values.get(4), values.get(5), NO_MOTORS, NO_MOTORS);
    }

    private static void need(List<Double> numbers, int count) {
        if (numbers.size() < count) {
            throw BadInput.malformed(count + " numbers are expected");
        }
    }
}
