package depot.gnss.ntrip;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** A user name and password in Basic authentication: RFC 7617, UTF-8. */
public record Credentials(String user, String password) {
    private static final String SCHEME = "basic ";
    private static final String HIDDEN = "***";

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

    /**
     * A peer's answer with *** in place of the password, as some repeat what they were sent.
     *
     * @param answer its bytes, read as ISO 8859-1
     */
    public String hiddenIn(String answer) {
        String without = answer.replace(header().substring(SCHEME.length()), HIDDEN);
        return password.isEmpty() ? without
                : without.replace(new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), HIDDEN);
    }

    /** Without the password, as this may come into a log. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
