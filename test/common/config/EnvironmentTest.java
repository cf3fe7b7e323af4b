package depot.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    private static final Setting PORT = new Setting("PORT", "4860", "");
    private static final Setting TOKEN = Setting.secret("TOKEN", "");

    @TempDir
    Path directory;

    private static Environment of(String... pairs) {
        return new Environment(pairs.length == 0 ? Map.of() : Map.of(pairs[0], pairs[1]));
    }

    @Test
    void anEmptyValueIsAsGoodAsAnUnsetOne() {
        assertEquals(4860, of().integer(PORT, 0, 65535));
        assertEquals(4860, of("PORT", " ").integer(PORT, 0, 65535));
        assertEquals(80, of("PORT", " 80 ").integer(PORT, 0, 65535));
    }

    @Test
    void aBadValueIsNamedWithItsBounds() {
        for (String bad : List.of("x", "70000", "-1", "4860.0", "99999999999")) {
            BadSetting error = assertThrows(BadSetting.class, () -> of("PORT", bad).integer(PORT, 0, 65535));
            assertEquals("PORT must be a whole number from 0 to 65535, and is '" + bad + "'", error.getMessage());
        }
    }

    @Test
    void aDirectoryIsMadeAndMustBeThereOnlyWhereItIsAskedFor() {
        Path made = directory.resolve("a/b");
        Setting somewhere = new Setting("DIR", made.toString(), "");
        assertEquals(Optional.of(made), of().writableDirectory(somewhere));
        assertTrue(Files.isDirectory(made));
        assertEquals(Optional.empty(), of().writableDirectory(new Setting("DIR", "/dev/null/below", "")));
        BadSetting error = assertThrows(BadSetting.class, () -> of("DIR", "/dev/null/below").writableDirectory(somewhere));
        assertEquals("DIR names a directory that cannot be written: /dev/null/below", error.getMessage());
    }

    @Test
    void aListIsSeparatedByCommas() {
        assertEquals(List.of("a", "b"), of("PORT", " a, ,b,").list(PORT));
        assertEquals(List.of(), of().list(TOKEN));
    }

    @Test
    void whatComposeMountsInPlaceOfAFileThatNobodyGaveIsNone() {
        Environment environment = new Environment(Map.of("TOKEN", "value", "TOKEN_FILE", "/dev/null", "KEYS", "/dev/null"));
        assertEquals(Optional.of("value"), environment.secret(TOKEN));
        assertEquals(Optional.empty(), of("TOKEN_FILE", "/dev/null").secret(TOKEN));
        assertEquals(Optional.empty(), environment.file(new Setting("KEYS", "", "")));
        assertEquals(Optional.empty(), of().file(new Setting("KEYS", "", "")));
        BadSetting error = assertThrows(BadSetting.class, () -> of("KEYS", "/nowhere").file(new Setting("KEYS", "", "")));
        assertEquals("KEYS names a file or directory that cannot be read: /nowhere", error.getMessage());
    }

    @Test
    void aSecretComesFromItsValueOrItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "s3cret\n");
        assertEquals(Optional.empty(), of().secret(TOKEN));
        assertEquals(Optional.of("abc"), of("TOKEN", "abc").secret(TOKEN));
        assertEquals(Optional.of("s3cret"), of("TOKEN_FILE", file.toString()).secret(TOKEN));
    }

    @Test
    void aSecretThatCannotBeReadStopsTheStartWithoutShowingIt() {
        assertTrue(assertThrows(BadSetting.class, () -> of("TOKEN_FILE", "/nowhere/token").secret(TOKEN)).getMessage()
                .startsWith("TOKEN_FILE "));
        BadSetting both = assertThrows(BadSetting.class, () -> new Environment(Map.of("TOKEN", "abc", "TOKEN_FILE", "x")).secret(TOKEN));
        assertEquals("TOKEN and TOKEN_FILE are both set: keep one", both.getMessage());
    }
}
