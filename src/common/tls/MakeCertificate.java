package depot.common.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a certificate in a folder if it has none, and prints its fingerprint:
 * {@code java -cp depot-common.jar depot.common.tls.MakeCertificate FOLDER NAME,NAME}.
 */
public final class MakeCertificate {
    private static final List<String> USUAL = List.of("depot", "depot.local", "localhost", "127.0.0.1", "::1");

    private MakeCertificate() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            System.err.println("usage: FOLDER [NAME,NAME…]");
            System.exit(2);
        }
        List<String> names = arguments.length < 2 ? List.of() : Arrays.stream(arguments[1].split("[, ]+")).filter(name -> !name.isEmpty())
                .toList();
        List<String> wanted = names.isEmpty() ? USUAL : names;
        TlsIdentity identity = TlsIdentity.keptIn(Path.of(arguments[0]), wanted, new SecureRandom());
        System.out.println("the certificate that this depot made for itself: SHA-256 " + identity.fingerprint());
        List<String> lacking = identity.lacking(wanted);
        if (!lacking.isEmpty()) {
            System.out.println("it was made before, and is not for " + String.join(", ", lacking) + ": when its files in " + arguments[0]
                    + " are removed, the next start makes another, with another fingerprint");
        }
    }
}
