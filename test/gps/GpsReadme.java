package depot.gps;

import depot.support.Documents;
import java.util.List;
import java.util.stream.Stream;

/** The commands in gps's READMEs, word for word. Any thread. */
final class GpsReadme {
    private GpsReadme() {}

    /** The blocks of a language, in order. */
    static List<String> blocks(String language) {
        return Stream.of("src/gps/README.md", "src/gps/caster/README.md").flatMap(document -> Documents.blocks(document).stream())
                .filter(block -> block.language().equals(language)).map(Documents.Block::text).toList();
    }

    /** Every command of a shell. */
    static List<String> commands() {
        return Stream.of("src/gps/README.md", "src/gps/caster/README.md").flatMap(document -> Documents.blocks(document).stream())
                .filter(block -> block.language().equals("sh")).flatMap(block -> block.commands().stream())
                .map(Documents.Command::text).toList();
    }

    static List<String> commandsWith(String start) {
        return commands().stream().filter(command -> command.startsWith(start)).toList();
    }
}
