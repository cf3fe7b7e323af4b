package depot.support;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** JSON as plain maps and lists, as a client without our classes sees it. Any thread. */
public final class Json {
    private Json() {}

    /** @throws UncheckedIOException when it is no JSON object */
    public static Map<String, Object> object(String text) {
        try {
            return JSON.std.mapFrom(text);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON object: " + shown(text), e);
        }
    }

    /** A list of objects. */
    public static List<Map<String, Object>> objects(String text) {
        try {
            return objects(JSON.std.listFrom(text));
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON list: " + shown(text), e);
        }
    }

    /** A value that was read as a list of objects, such as the field {@code data} of a message. */
    @SuppressWarnings("unchecked") // a value that is something else shows when it is used
    public static List<Map<String, Object>> objects(Object value) {
        return (List<Map<String, Object>>) value;
    }

    @SuppressWarnings("unchecked") // as above
    public static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    /** A text in quotes, with what must be escaped. */
    public static String quoted(String text) {
        try {
            return JSON.std.asString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static String shown(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.length() + " characters)";
    }
}
