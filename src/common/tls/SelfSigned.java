package depot.common.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;

/**
 * Makes a certificate that is its own issuer (RFC 5280, section 4.1; P-256, ecdsa-with-SHA256): clients recognise it by its fingerprint.
 * The JDK's own way is keytool, which is not in the images.
 *
 * <pre>
 *   Certificate ::= SEQUENCE { tbs, algorithm, signature BIT STRING }
 *   tbs ::= SEQUENCE { [0] version 2, serial, algorithm, issuer, validity, subject, public key, [3] extensions }
 * </pre>
 */
final class SelfSigned {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final int UTC_TIME = 0x17;
    private static final int UTF8_STRING = 0x0C;
    private static final int SERIAL_BITS = 127;
    // All that UTCTime can say: a depot that sets its clock hours or years after the start must not find that it has ended, or not begun.
    private static final byte[] VALIDITY = Der.sequence(Der.text(UTC_TIME, "200101000000Z"), Der.text(UTC_TIME, "491231235959Z"));

    private SelfSigned() {}

    /** @param names host names and addresses that it is for */
    static TlsIdentity make(List<String> names, SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair keys = generator.generateKeyPair();
        byte[] depot = Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text(UTF8_STRING, "Depot"))));
        byte[] serial = Der.of(0x02, new BigInteger(SERIAL_BITS, random).setBit(0).toByteArray());
        byte[] version = Der.of(0xA0, Der.of(0x02, new byte[] {2}));
        byte[] tbs = Der.sequence(version, serial, ECDSA_WITH_SHA256, depot, VALIDITY, depot, keys.getPublic().getEncoded(),
                extensions(names));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate(), random);
        signature.update(tbs);
        byte[] whole = Der.sequence(tbs, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(whole));
        return new TlsIdentity(List.of(certificate), keys.getPrivate());
    }

    private static byte[] extensions(List<String> names) {
        byte[] alternatives = Der.sequence(names.stream().map(SelfSigned::alternative).toArray(byte[][]::new));
        byte[] server = Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1));
        return Der.of(0xA3, Der.sequence(
                Der.sequence(Der.oid(2, 5, 29, 17), Der.of(0x04, alternatives)),
                Der.sequence(Der.oid(2, 5, 29, 37), Der.of(0x04, server))));
    }

    /** iPAddress [7] or dNSName [2]. */
    private static byte[] alternative(String name) {
        if (name.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            try {
                return Der.of(0x87, InetAddress.getByName(name).getAddress()); // digits alone: nothing is looked up
            } catch (UnknownHostException e) {
                // then it is a name
            }
        }
        return Der.of(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }
}
