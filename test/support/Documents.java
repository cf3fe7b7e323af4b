package depot.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The READMEs and the commands in them, word for word. Any thread. */
public final class Documents {
    private static final Path ROOT = Path.of(System.getProperty("depot.root"));
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");

    /** @param document its path from the root @param language as its fence says; empty where it says none */
    public record Block(String document, String language, String text) {

        /** What is between the fences, command by command: one may go on over several lines, within quotes or after a backslash or pipe. */
        public List<Command> commands() {
            return new Splitter(text).commands();
        }
    }

    /** @param text to be typed, line feeds included @param note the comment behind it, or empty */
    public record Command(String text, String note) {}

    private Documents() {}

    /** All of them, as paths from the root. */
    public static List<String> all() {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> src = Files.walk(ROOT.resolve("src"));
                Stream<Path> test = Files.walk(ROOT.resolve("test"))) {
            return Stream.of(top, src, test).flatMap(paths -> paths).map(path -> ROOT.relativize(path).toString())
                    .filter(path -> path.endsWith(".md")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String document) {
        try {
            return Files.readString(ROOT.resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A document's blocks in order. */
    public static List<Block> blocks(String document) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(document));
        while (block.find()) {
            blocks.add(new Block(document, block.group(1), block.group(2)));
        }
        return blocks;
    }

    /** Knows as much of the shell as these documents use: quotes, comments, and lines that go on. */
    private static final class Splitter {
        private final String text;
        private final List<Command> commands = new ArrayList<>();
        private final StringBuilder command = new StringBuilder();
        private String note = "";

        Splitter(String text) {
            this.text = text;
        }

        List<Command> commands() {
            char quote = 0;
            for (int i = 0; i < text.length(); i++) {
                char next = text.charAt(i);
                if (quote == 0 && next == '#' && (command.isEmpty() || Character.isWhitespace(command.charAt(command.length() - 1)))) {
                    int end = text.indexOf('\n', i);
                    note = text.substring(i + 1, end).strip();
                    i = end - 1;
                } else if (next == '\\' && quote != '\'') {
                    command.append(next).append(text.charAt(++i));
                } else if (next == '\n' && quote == 0 && !command.toString().stripTrailing().endsWith("|")) {
                    end();
                } else {
                    quote = quote == 0 && (next == '\'' || next == '"') ? next : quote == next ? 0 : quote;
                    command.append(next);
                }
            }
            end();
            return commands;
        }

        private void end() {
            if (!command.toString().isBlank()) {
                commands.add(new Command(command.toString().strip(), note));
            }
            command.setLength(0);
            note = "";
        }
    }
}
