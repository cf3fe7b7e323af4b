package depot.common.http;

import depot.common.json.BadInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A route's path, such as {@code /rovers/{id}}: a segment in braces takes any one segment that is not empty. Immutable. */
final class PathPattern {
    private final String text;
    private final List<String> segments;

    PathPattern(String text) {
        this.text = text;
        this.segments = split(text);
    }

    String text() {
        return text;
    }

    static List<String> split(String path) {
        return List.of(path.split("/", -1));
    }

    /** The values of the segments in braces, decoded, when the path fits; the segments are as they came. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = Map.of();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            String given = path.get(i);
            if (!segment.startsWith("{")) {
                if (!segment.equals(given)) {
                    return Optional.empty();
                }
            } else if (given.isEmpty()) {
                return Optional.empty();
            } else {
                values = values.isEmpty() ? new HashMap<>(4) : values;
                values.put(segment.substring(1, segment.length() - 1), given);
            }
        }
        return Optional.of(values);
    }

    /**
     * Percent-decodes, strictly (RFC 3986, section 2.1).
     *
     * @throws BadInput malformed, for a broken escape or what is not UTF-8
     */
    static String decode(String encoded, boolean plusIsBlank) {
        if (encoded.indexOf('%') < 0 && (!plusIsBlank || encoded.indexOf('+') < 0)) {
            return encoded;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < encoded.length();
                int high = whole ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = whole ? Character.digit(encoded.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw BadInput.malformed("a broken % escape in the address");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c == '+' && plusIsBlank) {
                bytes.write(' ');
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw BadInput.malformed("the address is not valid UTF-8");
        }
    }
}
