package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.gnss.ntrip.Credentials;
import depot.support.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final int FEW = 10; // iterations: the tests need not be slow
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private final ManualTime time = new ManualTime();
    @TempDir
    private Path folder;

    private CasterConfig config(String... settings) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return CasterConfig.from(new Environment(environment));
    }

    private Path users(String... lines) throws IOException {
        return Files.writeString(folder.resolve("users"), String.join("\n", lines) + "\n");
    }

    private Authenticator authenticator(String... lines) throws IOException {
        return new Authenticator(config("NTRIP_USERS_FILE", users(lines).toString()), time);
    }

    private static String verdict(Authenticator authenticator, String user, String password, String mountpoint)
            throws InterruptedException {
        return authenticator.check(HERE, Optional.of(new Credentials(user, password)), mountpoint).name();
    }

    @Test
    void aUserHasAPasswordAndMountpointsOfItsOwn() throws Exception {
        Authenticator authenticator = authenticator("# rovers", "", UserLine.line("mower", "geheim", "RTCM3", FEW),
                UserLine.line("digger", "a:b c\u00fc", "*", FEW));
        assertEquals("WELCOME", verdict(authenticator, "mower", "geheim", "RTCM3"));
        assertEquals("WELCOME", verdict(authenticator, "mower", "geheim", "RTCM3"), "and again, out of memory");
        assertEquals("WRONG", verdict(authenticator, "mower", "geheim", "ROVER"));
        assertEquals("WRONG", verdict(authenticator, "mower", "geheim ", "RTCM3"));
        assertEquals("WELCOME", verdict(authenticator, "digger", "a:b c\u00fc", "ROVER"));
        assertEquals("WRONG", verdict(authenticator, "digger", "geheim", "RTCM3"));
        assertEquals("WRONG", verdict(authenticator, "nobody", "", "RTCM3"));
        assertEquals("WRONG", authenticator.check(HERE, Optional.empty(), "RTCM3").name());
    }

    @Test
    void besideTheFileTheOnePasswordGoesWithOtherNames() throws Exception {
        Authenticator authenticator = new Authenticator(config("NTRIP_PASSWORD", "secret", "NTRIP_USERS_FILE",
                users(UserLine.line("mower", "geheim", "*", FEW)).toString()), time);
        assertEquals("WELCOME", verdict(authenticator, "any", "secret", "RTCM3"));
        assertEquals("WELCOME", verdict(authenticator, "mower", "geheim", "RTCM3"));
        assertEquals("WRONG", verdict(authenticator, "mower", "secret", "RTCM3"));
        assertEquals("WRONG", verdict(authenticator, "any", "geheim", "RTCM3"));
    }

    @Test
    void theFileIsReadAnewWhenItChanged() throws Exception {
        Authenticator authenticator = authenticator(UserLine.line("mower", "geheim", "*", FEW));
        assertEquals("WELCOME", verdict(authenticator, "mower", "geheim", "RTCM3"));
        change("mower broken");
        assertEquals("WELCOME", verdict(authenticator, "mower", "geheim", "RTCM3"), "a file that cannot be used changes nothing");
        change(UserLine.line("mower", "neu", "*", FEW));
        assertEquals("WRONG", verdict(authenticator, "mower", "geheim", "RTCM3"), "nor does memory keep the old password");
        time.advance(CheckQueue.FIRST_PAUSE);
        assertEquals("WELCOME", verdict(authenticator, "mower", "neu", "RTCM3"));
        Files.delete(folder.resolve("users"));
        time.advance(Duration.ofSeconds(2));
        assertEquals("WELCOME", verdict(authenticator, "mower", "neu", "RTCM3"));
    }

    private void change(String... lines) throws IOException {
        FileTime before = Files.getLastModifiedTime(folder.resolve("users"));
        Files.setLastModifiedTime(users(lines), FileTime.fromMillis(before.toMillis() + 1000));
        time.advance(Duration.ofSeconds(2));
    }

    /** Made by openssl kdf, as the README says. */
    @Test
    void aHashOfAnotherProgram() {
        assertTrue(PasswordHash.parse("pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw==$OPENSSL").isEmpty());
        assertTrue(PasswordHash.parse("pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw==$FwXBfp+hvTz6Asso4yGatOwABIC/GljHkKecp10IifU=")
                .orElseThrow().matches("geheim"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mower", "mower geheim RTCM3",
            "mower pbkdf2-sha256$0$AAECAwQFBgc$FwXBfp+hvTz6Asso4yGatOwABIC/GljHkKecp10IifU= *", "mower pbkdf2-sha256$10$x$y *",
        "mo:wer pbkdf2-sha256$10$AAECAwQFBgc$FwXBfp+hvTz6Asso4yGatOwABIC/GljHkKecp10IifU= *",
        "mower pbkdf2-sha256$10$AAECAwQFBgc$FwXBfp+hvTz6Asso4yGatOwABIC/GljHkKecp10IifU=",
        "mower pbkdf2-sha256$10$AAECAwQFBgc$FwXBfp+hvTz6Asso4yGatOwABIC/GljHkKecp10IifU= NOSUCH",
        "mower pbkdf2-sha256$99999999$AAECAwQFBgc$FwXBfp+hvTz6Asso4yGatOwABIC/GljHkKecp10IifU= *"})
    void aFileThatCannotBeUsedStopsTheStart(String line) throws Exception {
        String file = users("", line).toString();
        String message = assertThrows(BadSetting.class, () -> config("NTRIP_USERS_FILE", file)).getMessage();
        assertTrue(message.startsWith("NTRIP_USERS_FILE " + file + ", line 2: ")
                && !message.contains("FwXBfp+hvTz6Asso4yGatOwABIC/GljHkKecp10IifU="), message);
    }

    @Test
    void settingsThatCannotBeUsed() throws Exception {
        assertThrows(BadSetting.class, () -> config("NTRIP_USERS_FILE", folder.resolve("none").toString()));
        assertThrows(BadSetting.class, () -> config("NTRIP_MOUNTPOINT", "A B"));
        assertThrows(BadSetting.class, () -> config("NTRIP_MOUNTPOINT", "A/B"));
        assertThrows(BadSetting.class, () -> config("NTRIP_PORT", "65536"));
        String twice = users(UserLine.line("a", "x", "*", FEW), UserLine.line("a", "y", "*", FEW)).toString();
        assertThrows(BadSetting.class, () -> config("NTRIP_USERS_FILE", twice));
        assertEquals(java.util.List.of("RTCM3", "ROVER"), config().mountpoints());
    }
}
