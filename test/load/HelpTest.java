package depot.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The help names every load and every option, with its default, and nothing else. */
final class HelpTest {
    private static List<String> found(String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(Main.HELP).results().map(line -> line.group(1)).sorted().toList();
    }

    @Test
    void everyLoadIsThere() {
        assertEquals(Load.names(), String.join(", ", found("^  ([a-z][a-z-]*)  +\\S")));
    }

    @Test
    void everyOptionIsThere() throws Options.Unusable {
        Options.Unusable refusal = assertThrows(Options.Unusable.class,
                () -> Options.parse(List.of("idle", "--target", "127.0.0.1:1", "--no-such", "1")));
        String known = refusal.getMessage().replaceFirst(".*there are ", "").replace("--target ", "");
        assertEquals(Arrays.stream(known.split(" ")).sorted().toList(), found("^  (--[a-z-]+)  +\\S"));
    }

    @Test
    void theDefaultsAreThese() throws Options.Unusable {
        String said = Pattern.compile("^  (--[a-z-]+) +(\\d+) ", Pattern.MULTILINE).matcher(Main.HELP).results()
                .flatMap(line -> Stream.of(line.group(1), line.group(2))).collect(Collectors.joining(" "));
        Stream<String> target = Stream.of("idle", "--target", "127.0.0.1:1");
        assertEquals(Options.parse(List.of("idle", "--target", "127.0.0.1:1")),
                Options.parse(Stream.concat(target, Arrays.stream(said.split(" "))).toList()));
    }
}
