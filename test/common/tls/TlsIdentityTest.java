package depot.common.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsIdentityTest {
    private static final List<String> NAMES = List.of("depot.local", "192.168.1.10", "fd00::10");

    @TempDir
    Path folder;

    private String openssl(String... arguments) throws Exception {
        Tool.assumeInstalled("openssl");
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void oneIsMadeAndKept() throws Exception {
        TlsIdentity made = TlsIdentity.keptIn(folder, NAMES, new SecureRandom());
        X509Certificate certificate = made.chain().getFirst();
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        Set<Object> names = certificate.getSubjectAlternativeNames().stream().map(entry -> entry.get(1)).collect(Collectors.toSet());
        assertEquals(Set.of("depot.local", "192.168.1.10", "fd00:0:0:0:0:0:0:10"), names);
        assertEquals(made.fingerprint(), TlsIdentity.keptIn(folder, List.of("other"), new SecureRandom()).fingerprint());
    }

    /** An operator who gives the depot a name later is told that its certificate has it not. */
    @Test
    void itKnowsWhichNamesItIsNotFor() throws Exception {
        TlsIdentity kept = TlsIdentity.keptIn(folder, NAMES, new SecureRandom());
        assertEquals(List.of(), kept.lacking(List.of("Depot.Local", "192.168.1.10", "fd00:0::10")));
        assertEquals(List.of("depot.lan", "192.168.1.1", "fd00::11", "a:b"),
                kept.lacking(List.of("depot.lan", "depot.local", "192.168.1.1", "fd00::11", "a:b")));
    }

    @ParameterizedTest
    @CsvSource({"certificate.pem, true", "certificate.pem, false", "key.pem, true", "key.pem, false"})
    void aPairThatAPowerCutLeftIncompleteIsMadeAnew(String file, boolean empty) throws Exception {
        TlsIdentity lost = TlsIdentity.keptIn(folder, NAMES, new SecureRandom());
        Files.delete(folder.resolve(file));
        if (empty) {
            Files.createFile(folder.resolve(file));
        }
        TlsIdentity made = TlsIdentity.keptIn(folder, NAMES, new SecureRandom());
        assertNotEquals(lost.fingerprint(), made.fingerprint());
        TlsIdentity kept = TlsIdentity.keptIn(folder, NAMES, new SecureRandom());
        assertEquals(made.fingerprint(), kept.fingerprint());
        assertEquals(made.key(), kept.key());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(Set.of("certificate.pem", "key.pem"), files.map(each -> each.getFileName().toString())
                    .collect(Collectors.toSet()));
        }
    }

    @Test
    void openSslReadsIt() throws Exception {
        TlsIdentity made = TlsIdentity.keptIn(folder, NAMES, new SecureRandom());
        String file = folder.resolve("certificate.pem").toString();
        assertTrue(openssl("x509", "-in", file, "-noout", "-fingerprint", "-sha256").contains(made.fingerprint()));
        assertTrue(openssl("verify", "-x509_strict", "-CAfile", file, "-verify_ip", "192.168.1.10", file).contains("OK"));
        assertTrue(openssl("x509", "-in", file, "-noout", "-text").contains("TLS Web Server Authentication"));
    }

    @Test
    void oneThatWasGivenIsRead() throws Exception {
        for (String kind : new String[] {"rsa:2048", "ec"}) {
            Path key = folder.resolve("key");
            Path certificate = folder.resolve("cert");
            openssl("req", "-x509", "-newkey", kind, "-pkeyopt", kind.equals("ec") ? "ec_paramgen_curve:P-256" : "rsa_keygen_bits:2048",
                    "-nodes", "-keyout", key.toString(),
                    "-out", certificate.toString(), "-subj", "/CN=given", "-days", "3");
            assertEquals("CN=given", TlsIdentity.read(certificate, key).chain().getFirst().getSubjectX500Principal().getName());
        }
    }

    @Test
    void unusableFilesAreReported() throws Exception {
        TlsIdentity.keptIn(folder, NAMES, new SecureRandom());
        Path certificate = folder.resolve("certificate.pem");
        Path other = Files.writeString(folder.resolve("other"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        assertTrue(assertThrows(IOException.class, () -> TlsIdentity.read(certificate, other)).getMessage()
                .contains("openssl pkcs8 -topk8"));
        assertThrows(IOException.class, () -> TlsIdentity.read(other, folder.resolve("key.pem")));
        assertThrows(IOException.class, () -> TlsIdentity.read(folder.resolve("absent"), folder.resolve("key.pem")));
    }
}
