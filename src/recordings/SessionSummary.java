package depot.recordings;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a recording was found to hold. Archive writes it beside the recording, as {@link #FILE}; discovery shows it where a
 * recorder left no metadata.json. Times are by the rover's clock. Immutable.
 *
 * @param recordingBytes of the recording that was read: another length is another recording, or it grew
 * @param durationSeconds that the recorder was at work; the clock's steps are left out
 * @param poses of x, y and heading at one time
 * @param batteryVolts lowest and highest as recorded; 0 V is what a rover says before it knows
 * @param batteryLowestKnown above zero
 * @param modes and events, the first {@link #MAX_TEXTS} of each
 * @param bounds of the track, in the rover's own frame
 * @param complete whether the recording was read to its end, and nothing in it was damaged
 * @param fault why it was not read to its end
 * @param notes what was skipped
 * @param series the entities that have numbers, and how many times each
 */
public record SessionSummary(long recordingBytes, String applicationId, Optional<Instant> startedAt, Optional<Instant> endedAt,
        double durationSeconds, int poses, double distanceMetres, Optional<Range> batteryVolts, OptionalDouble batteryLowestKnown,
        OptionalDouble motorCelsiusMax, OptionalDouble motorAmperesMax, OptionalDouble systemAmperesMax, List<Mode> modes,
        List<Event> events, int lidarFrames, long lidarPoints, int cameraFrames, Optional<GpsBounds> gpsBounds,
        Optional<Bounds> bounds, boolean complete, Optional<String> fault, List<String> notes, List<Series> series) {
    /** Beside the recording. */
    public static final String FILE = KeptNames.OWN + "-summary";
    /** Bound for modes, and for events. */
    public static final int MAX_TEXTS = 1_000;
    /** Bound for the file, as discovery reads it. */
    public static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_SERIES = 4_096;

    public record Range(double min, double max) {}

    public record Bounds(double minX, double maxX, double minY, double maxY) {}

    /** @param at by the rover's clock */
    public record Mode(Instant at, String mode) {}

    public record Event(Instant at, String level, String text) {}

    public record Series(String entity, int values) {}

    public SessionSummary {
        modes = List.copyOf(modes);
        events = List.copyOf(events);
        notes = List.copyOf(notes);
        series = List.copyOf(series);
    }

    /** As it is in the file, and as clients get it. */
    public byte[] json() {
        return JsonText.write(json -> new SummaryJson(json).write(this));
    }

    /** @throws BadInput saying what is wrong */
    public static SessionSummary parse(byte[] utf8) {
        JsonObject json = JsonObject.parse(utf8);
        return new SessionSummary((long) json.number("recordingBytes"), json.anyText("applicationId").orElse(""),
                time(json, "startedAt"), time(json, "endedAt"),
                json.optionalNumber("durationSeconds").orElse(0), json.optionalInteger("poses", 0, Integer.MAX_VALUE).orElse(0),
                json.optionalNumber("distanceMetres").orElse(0),
                json.object("batteryVolts").map(at -> new Range(at.number("min"), at.number("max"))),
                json.object("batteryVolts").map(at -> at.optionalNumber("lowestKnown")).orElse(OptionalDouble.empty()),
                json.optionalNumber("motorCelsiusMax"), json.optionalNumber("motorAmperesMax"), json.optionalNumber("systemAmperesMax"),
                modes(json), events(json), json.optionalInteger("lidarFrames", 0, Integer.MAX_VALUE).orElse(0),
                (long) json.optionalNumber("lidarPoints").orElse(0), json.optionalInteger("cameraFrames", 0, Integer.MAX_VALUE).orElse(0),
                GpsBounds.from(json, "gpsBounds"), json.object("bounds").map(at -> new Bounds(at.number("minX"), at.number("maxX"),
                        at.number("minY"), at.number("maxY"))),
                json.optionalFlag("complete").orElse(false), json.anyText("fault"), json.texts("notes", MAX_TEXTS, 1_000).orElse(List.of()),
                series(json));
    }

    private static Optional<Instant> time(JsonObject json, String field) {
        try {
            return json.anyText(field).map(Instant::parse);
        } catch (DateTimeException e) {
            throw BadInput.malformed("the field " + field + " must be a time");
        }
    }

    private static List<Mode> modes(JsonObject json) {
        List<Mode> modes = new ArrayList<>();
        for (JsonObject each : json.objects("modes", MAX_TEXTS).orElse(List.of())) {
            modes.add(new Mode(time(each, "at").orElse(Instant.EPOCH), each.anyText("mode").orElse("")));
        }
        return modes;
    }

    private static List<Event> events(JsonObject json) {
        List<Event> events = new ArrayList<>();
        for (JsonObject each : json.objects("events", MAX_TEXTS).orElse(List.of())) {
            events.add(new Event(time(each, "at").orElse(Instant.EPOCH), each.anyText("level").orElse(""), each.anyText("text")
                    .orElse("")));
        }
        return events;
    }

    private static List<Series> series(JsonObject json) {
        List<Series> series = new ArrayList<>();
        for (JsonObject each : json.objects("series", MAX_SERIES).orElse(List.of())) {
            series.add(new Series(each.anyText("entity").orElse(""), each.optionalInteger("values", 0, Integer.MAX_VALUE).orElse(0)));
        }
        return series;
    }
}
