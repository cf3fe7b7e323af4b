package depot.common.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@link Setting}s from the process's environment. An empty value is as good as an unset one, as compose files
 * pass unset variables on as empty. Every method throws {@link BadSetting}. Immutable.
 */
public final class Environment {
    private static final int MAX_SECRET_BYTES = 4096;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|)");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");
    private final Map<String, String> values;

    public Environment(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** Whether it is set, rather than its default being in force. */
    public boolean has(Setting setting) {
        String value = values.get(setting.name());
        return value != null && !value.isBlank();
    }

    /** The value, or the fallback, without the blanks around it; {@code ""} when neither is there. */
    public String text(Setting setting) {
        return has(setting) ? values.get(setting.name()).strip() : setting.fallback();
    }

    /** A whole number within both bounds. */
    public int integer(Setting setting, int min, int max) {
        String text = text(setting);
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, with the bounds
        }
        throw new BadSetting(setting.name(), "must be a whole number from " + min + " to " + max + ", and is '" + text + "'");
    }

    /** A number within both bounds, such as {@code 42} or {@code 41.5}. */
    public double number(Setting setting, double min, double max) {
        String text = text(setting);
        if (NUMBER.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new BadSetting(setting.name(), "must be a number from " + min + " to " + max + ", and is '" + text + "'");
    }

    /** A length of time, such as {@code 500ms}, {@code 3s}, {@code 10m}, {@code 1h}; a bare number is seconds. */
    public Duration duration(Setting setting, Duration min, Duration max) {
        String text = text(setting).toLowerCase(Locale.ROOT);
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration value = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
            if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                return value;
            }
        }
        throw new BadSetting(setting.name(), "must be a time such as 500ms, 3s, 10m or 1h, from " + shown(min) + " to " + shown(max)
                + ", and is '" + text + "'");
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 != 0 ? duration.toMillis() + "ms"
                : duration.toSeconds() % 3600 == 0 && !duration.isZero() ? duration.toHours() + "h" : duration.toSeconds() + "s";
    }

    /** A path, made absolute. */
    public Path path(Setting setting) {
        try {
            return Path.of(text(setting)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new BadSetting(setting.name(), "is no usable path: '" + text(setting) + "'");
        }
    }

    /** A folder that can be written, made if it is not there; empty where that is not possible and the folder was not set. */
    public Optional<Path> writableDirectory(Setting setting) {
        Path directory = path(setting);
        try {
            Files.createDirectories(directory);
            if (Files.isWritable(directory)) {
                return Optional.of(directory);
            }
        } catch (IOException e) {
            // reported below
        }
        if (has(setting)) {
            throw new BadSetting(setting.name(), "names a directory that cannot be written: " + directory);
        }
        return Optional.empty();
    }

    /** A list separated by commas, without empty entries. */
    public List<String> list(Setting setting) {
        return Arrays.stream(text(setting).split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    /**
     * A file or directory that is set and can be read; empty where it is not set, or is {@code /dev/null}, which compose mounts in place
     * of a file that is not set.
     */
    public Optional<Path> file(Setting setting) {
        if (!has(setting) || isNoFile(text(setting))) {
            return Optional.empty();
        }
        Path path = path(setting);
        if (!Files.isReadable(path)) { // it was set so that its content counts
            throw new BadSetting(setting.name(), "names a file or directory that cannot be read: " + path);
        }
        return Optional.of(path);
    }

    private static boolean isNoFile(String name) {
        try {
            return Files.readAttributes(Path.of(name), BasicFileAttributes.class).isOther();
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    /** A secret, from the value or from the file that {@code NAME_FILE} names; empty when neither is set, or that is {@code /dev/null}. */
    public Optional<String> secret(Setting setting) {
        String fileName = setting.name() + "_FILE";
        String file = values.getOrDefault(fileName, "").strip();
        if (file.isEmpty() || isNoFile(file)) {
            return Optional.of(text(setting)).filter(s -> !s.isEmpty());
        }
        if (has(setting)) {
            throw new BadSetting(setting.name(), "and " + fileName + " are both set: keep one");
        }
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_SECRET_BYTES) {
                throw new BadSetting(fileName, "names a file of more than " + MAX_SECRET_BYTES + " bytes: " + file);
            }
            String secret = Files.readString(path).strip();
            if (secret.isEmpty()) { // a secret was wanted: going on without one would let all in
                throw new BadSetting(fileName, "names an empty file: " + file);
            }
            return Optional.of(secret);
        } catch (IOException | InvalidPathException e) {
            throw new BadSetting(fileName, "names a file that cannot be read: " + file);
        }
    }
}
