package depot.common.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strong entity tag (RFC 9110, section 8.8.3). Pure and immutable.
 *
 * @param opaque the text between the quotes
 */
public record EntityTag(String opaque) {
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");
    private static final int BYTES = 16;

    /** The tag of a file in one state. It is a digest, so that inode numbers stay inside. */
    public static EntityTag of(Stamp stamp) {
        String state = stamp.bytes() + " " + stamp.modified().toInstant() + " " + stamp.fileKey();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
            return new EntityTag(HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** As a header says it, quotes included. */
    public String header() {
        return '"' + opaque + '"';
    }

    /** Whether an {@code If-None-Match} value names this tag, weakly or strongly, or says {@code *}. */
    public boolean isIn(String ifNoneMatch) {
        return isIn(ifNoneMatch, true);
    }

    /** Whether an {@code If-Match} value names this very tag, which a weak one does not, or says {@code *}. */
    public boolean isExactlyIn(String ifMatch) {
        return isIn(ifMatch, false);
    }

    private boolean isIn(String header, boolean weakly) {
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            if (tags.group(1).equals(opaque) && (weakly || !tags.group().startsWith("W/"))) {
                return true;
            }
        }
        return false;
    }
}
