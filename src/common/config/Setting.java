package depot.common.config;

/**
 * One environment value: its name, what it is when unset ({@code ""} for nothing), and what it is for. Each is
 * declared once, beside the record that it configures; {@code --help} prints them, and a test compares the README's
 * table with them.
 */
public record Setting(String name, String fallback, String meaning, boolean secret) {
    public Setting(String name, String fallback, String meaning) {
        this(name, fallback, meaning, false);
    }

    /** A value that may also come from the file that {@code NAME_FILE} names, and is never printed. */
    public static Setting secret(String name, String meaning) {
        return new Setting(name, "", meaning, true);
    }
}
