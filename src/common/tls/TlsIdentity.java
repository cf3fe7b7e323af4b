package depot.common.tls;

import depot.common.files.DurableFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A service's certificate and key for TLS. Immutable.
 *
 * @param chain its certificate, then those that vouch for it
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final String CERTIFICATE_FILE = "certificate.pem";
    private static final String KEY_FILE = "key.pem";
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    /** Reads a given certificate and key as PEM. @throws IOException that says which of the files cannot be used, and why */
    public static TlsIdentity read(Path certificate, Path key) throws IOException {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(certificate)))
                    .stream().map(X509Certificate.class::cast).toList();
            if (chain.isEmpty()) {
                throw new IOException("no certificate is in " + certificate);
            }
            Matcher pem = PKCS8.matcher(new String(bytes(key), StandardCharsets.ISO_8859_1));
            if (!pem.find()) {
                throw new IOException("no PRIVATE KEY as PEM is in " + key + ": `openssl pkcs8 -topk8 -nodes` makes one of other kinds");
            }
            PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            return new TlsIdentity(chain, KeyFactory.getInstance(chain.getFirst().getPublicKey().getAlgorithm()).generatePrivate(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(certificate + " and " + key + " are no certificate and its key: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too large");
        }
        return Files.readAllBytes(file);
    }

    /**
     * The one that is kept in a folder, or else a new one of its own, kept there from now on. (certificate.pem and key.pem, which the
     * folder alone guards. Where one of them is missing or empty, as a power cut leaves it, both are made anew.)
     *
     * @param names host names and addresses that a new one is for
     */
    public static TlsIdentity keptIn(Path folder, List<String> names, SecureRandom random) throws IOException {
        if (hasContent(folder.resolve(CERTIFICATE_FILE)) && hasContent(folder.resolve(KEY_FILE))) {
            return read(folder.resolve(CERTIFICATE_FILE), folder.resolve(KEY_FILE));
        }
        try {
            TlsIdentity made = SelfSigned.make(names, random);
            Files.createDirectories(folder);
            DurableFile certificate = new DurableFile(folder.resolve(CERTIFICATE_FILE));
            certificate.delete(); // so that an old one is never beside a new key
            new DurableFile(folder.resolve(KEY_FILE)).write(pem("PRIVATE KEY", made.key.getEncoded()));
            certificate.write(pem("CERTIFICATE", made.chain.getFirst().getEncoded()));
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has these
        }
    }

    private static boolean hasContent(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0;
    }

    private static byte[] pem(String what, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Those of some host names and addresses that the certificate is not for, by its alternative names. */
    public List<String> lacking(List<String> names) {
        try {
            Set<String> has = new HashSet<>();
            Collection<List<?>> alternatives = chain.getFirst().getSubjectAlternativeNames();
            for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
                has.add(plain(each.getLast().toString()));
            }
            return names.stream().filter(name -> !has.contains(plain(name))).toList();
        } catch (CertificateParsingException e) {
            return names;
        }
    }

    /** An address in one form of the several that IPv6 has; a name in small letters. */
    private static String plain(String name) {
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    /** As browsers and {@code openssl x509 -fingerprint -sha256} show it. */
    public String fingerprint() {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(chain.getFirst().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(sum).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What sockets of a server are made with. */
    public SSLContext context() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("depot", key, new char[0], chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
