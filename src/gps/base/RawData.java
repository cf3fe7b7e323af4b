package depot.gps.base;

import depot.common.json.JsonText;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Raw measurements for a position that is calculated elsewhere: whether they are recorded, and the commands that make a RINEX file of them
 * (RTKLIB's {@code convbin}): of RXM-RAWX, and, for a receiver that has none, of its own observations in RTCM. Any thread.
 *
 * @param recordings where the raw stream is kept; empty when it is not
 * @param receiversTime the time that the receiver sends now: RTCM has only the time of the week, and this machine's clock may be wrong
 */
record RawData(Optional<Path> recordings, Supplier<Optional<Instant>> receiversTime, Time time) {
    static final int HOURS_OF_A_DAY = 24;
    static final int MOST_HOURS = 24 * 366;
    private static final String NAME = "\\d{4}-\\d\\d-\\d\\dT\\d\\dZ\\.ubx(\\.gz)?";
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH'Z.ubx'");
    private static final DateTimeFormatter CONVBIN = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");
    /** Less is no wrong clock, or makes no other week. */
    private static final Duration SAME_TIME = Duration.ofHours(1);

    /**
     * @param comes whether measurements come now
     * @param newest of how many hours
     */
    byte[] encode(boolean on, boolean comes, int newest) throws IOException {
        List<String> all = files();
        List<String> files = all.subList(Math.max(0, all.size() - newest), all.size());
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeBooleanField("rawData", on);
            json.writeBooleanField("comes", comes);
            json.writeArrayFieldStart("files");
            for (String file : files) {
                json.writeString(file);
            }
            json.writeEndArray();
            if (!files.isEmpty()) {
                json.writeStringField("command", command(files, "ubx"));
                json.writeStringField("rtcmCommand", command(files, "rtcm3"));
            }
            json.writeEndObject();
        });
    }

    private List<String> files() throws IOException {
        if (recordings.isEmpty() || !Files.isDirectory(recordings.get())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(recordings.get())) {
            return all.map(file -> file.getFileName().toString()).filter(name -> name.matches(NAME)).sorted().toList();
        }
    }

    /** Writes its files into the folder it is run in. A time near the first measurement gives the week, which RTCM messages lack. */
    private String command(List<String> files, String format) {
        String near = LocalDateTime.parse(files.getFirst().replaceFirst("\\.gz$", ""), HOUR).plus(clockBehind()).format(CONVBIN);
        return "(cd '" + recordings.orElseThrow().toString().replace("'", "'\\''") + "' && gunzip -cf " + String.join(" ", files)
                + ") > base.ubx && convbin -r " + format + " -v 3.04 -tr " + near + " -od -os -o base.obs -n base.nav base.ubx";
    }

    /** By how much this machine's clock is behind the receiver's. */
    private Duration clockBehind() {
        Duration behind = receiversTime.get().map(receiverTime -> Duration.between(Instant.ofEpochMilli(time.millis()), receiverTime))
                .orElse(Duration.ZERO);
        return behind.abs().compareTo(SAME_TIME) < 0 ? Duration.ZERO : behind;
    }
}
