package depot.gnss.ntrip;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** A user name and password in Basic authentication: RFC 7617, UTF-8. */
public record Credentials(String user, String password) {
    private static final String SCHEME = "basic ";

    /** Reads an Authorization header; empty when it is not of type Basic. */
    static Optional<Credentials> parse(String header) {
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String header() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the password, as this may come into a log. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
