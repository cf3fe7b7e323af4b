package depot.common.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What part of a file a {@code Range} header asks for (RFC 9110, section 14). Positions count bytes from 0, both ends
 * included. Pure.
 *
 * <pre>
 * bytes=a-b   from a to b, or to the end where that comes first
 * bytes=a-    from a to the end
 * bytes=-n    the last n bytes, or all where there are fewer
 * </pre>
 */
public sealed interface ByteRange {
    /** Everything: nothing was asked, or nothing that is understood, which a server ignores. */
    record Whole() implements ByteRange {}

    /** From the first to the last byte. */
    record Part(long first, long last) implements ByteRange {
        public long length() {
            return last - first + 1;
        }
    }

    /** Well-formed, and no byte of it is there. */
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE_RANGE = Pattern.compile("bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", Pattern.CASE_INSENSITIVE);

    /**
     * @param header the header's value; several ranges at once are ignored, as a server may
     * @param fileLength in bytes
     */
    static ByteRange of(String header, long fileLength) {
        Matcher range = ONE_RANGE.matcher(header.strip());
        if (!range.matches()) {
            return new Whole();
        }
        String from = range.group(1);
        String to = range.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? new Whole() : lastBytes(number(to), fileLength);
        }
        long first = number(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
        if (last < first) {
            return new Whole();
        }
        return first < fileLength ? new Part(first, Math.min(last, fileLength - 1)) : new Unsatisfiable();
    }

    private static ByteRange lastBytes(long count, long fileLength) {
        if (count == 0) {
            return new Unsatisfiable();
        }
        // all of an empty file has no first byte, so no Content-Range could tell it
        return fileLength == 0 ? new Whole() : new Part(Math.max(0, fileLength - count), fileLength - 1);
    }

    /** The digits' value; beyond what a long holds is beyond any file. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
