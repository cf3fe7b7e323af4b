package depot.gps.base;

import depot.common.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Raw measurements for a position that is worked out elsewhere: whether they are recorded, and the command that makes a RINEX file of them
 * (RTKLIB's {@code convbin}). Any thread.
 *
 * @param recordings where the raw stream is kept; empty when it is not
 */
record RawData(Optional<Path> recordings) {
    private static final String NAME = "\\d{4}-\\d\\d-\\d\\dT\\d\\dZ\\.ubx(\\.gz)?";
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH'Z.ubx'");
    private static final DateTimeFormatter CONVBIN = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");

    byte[] encode(boolean on) throws IOException {
        List<String> files = files();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeBooleanField("rawData", on);
            json.writeArrayFieldStart("files");
            for (String file : files) {
                json.writeString(file);
            }
            json.writeEndArray();
            if (!files.isEmpty()) {
                json.writeStringField("command", command(files));
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

    /** A time near the first measurement tells the week, where a message does not say it. */
    private String command(List<String> files) {
        String near = LocalDateTime.parse(files.getFirst().replaceFirst("\\.gz$", ""), HOUR).format(CONVBIN);
        return "cd '" + recordings.orElseThrow().toString().replace("'", "'\\''") + "' && gunzip -cf " + files.stream().collect(Collectors.joining(" "))
                + " > /tmp/base.ubx && convbin -r ubx -v 3.04 -tr " + near + " -od -os -o /tmp/base.obs -n /tmp/base.nav /tmp/base.ubx";
    }
}
