package depot.discovery.sessions;

import depot.common.http.Request;
import depot.common.json.BadInput;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The part of a list that {@code limit} (from 1) and {@code offset} (from 0) ask for; without them all of it. An offset
 * beyond the end is an empty part, as the list may have become shorter. Immutable.
 */
record Page(int offset, int limit) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+");
    private static final int MAX_DIGITS = 18; // so many always fit a long

    /** @throws BadInput malformed for what is no whole number, not allowed for one out of bounds */
    static Page of(Request request) {
        return new Page(number(request, "offset", 0, 0), number(request, "limit", 1, Integer.MAX_VALUE));
    }

    private static int number(Request request, String name, int min, int otherwise) {
        return request.query(name).map(text -> number(name, text, min)).orElse(otherwise);
    }

    private static int number(String name, String text, int min) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw BadInput.malformed(name + " must be a whole number");
        }
        long value = text.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text);
        if (value < min || value > Integer.MAX_VALUE) {
            throw BadInput.notAllowed(name, "must be from " + min + " to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    <T> List<T> of(List<T> list) {
        int from = Math.min(offset, list.size());
        return list.subList(from, from + Math.min(limit, list.size() - from));
    }
}
