package depot.common.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a request's head says about its body, checked more strictly than the JDK's parser does (RFC 9112, sections 3, 5 and
 * 6): there is only one way to read it, or it is refused. Pure. Immutable; the array is never changed.
 *
 * @param bytes the head as the JDK's parser gets it: without {@code Expect}, which is ours to answer
 * @param contentLength of the body in bytes; {@link #CHUNKED} where it comes in chunks
 * @param expectsContinue whether the client waits for {@code 100 Continue} before it sends its body
 */
record RequestHead(byte[] bytes, long contentLength, boolean expectsContinue) {
    static final int CHUNKED = -1;
    private static final int MAX_DIGITS = 18;
    private static final boolean[] TOKEN = new boolean[128]; // RFC 9110, section 5.6.2

    static {
        for (char c : "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    /** Why a head is refused, and with which status; its connection ends. */
    record Violation(int status, String why) {
        static Violation malformed(String why) {
            return new Violation(400, why);
        }
    }

    /** What a head was found to be. */
    sealed interface Judgement {
        record Good(RequestHead head) implements Judgement {}

        record Bad(Violation violation) implements Judgement {}
    }

    /** @param head whole, its lines ended by CR LF, as {@link HeadScanner} gives it */
    static Judgement judge(byte[] head) {
        Judge judge = new Judge(head);
        Violation violation = judge.all();
        return violation == null ? new Judgement.Good(judge.head()) : new Judgement.Bad(violation);
    }

    /** The end of the token that begins at {@code from}: its first byte that is of none, or {@code to}. */
    static int endOfToken(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] >= 0 && TOKEN[text[at]]) {
            at++;
        }
        return at;
    }

    private static final class Judge {
        private static final Violation LENGTH = Violation.malformed("Content-Length must be one number of bytes");

        private final byte[] head;
        private boolean http10;
        private int hosts;
        private long length = -1; // of the body; -1 where none is given
        private boolean chunked;
        private int expectFrom = -1; // of the line that says so
        private int expectTo;
        private boolean expects;

        Judge(byte[] head) {
            this.head = head;
        }

        /** Why it is refused, or null. */
        Violation all() {
            int end = endOfLine(0);
            Violation violation = requestLine(end);
            for (int at = end + 2; violation == null && at < head.length - 2; at = end + 2) {
                end = endOfLine(at);
                violation = field(at, end);
            }
            return violation == null ? together() : violation;
        }

        private int endOfLine(int from) {
            int at = from;
            while (head[at] != '\r') {
                at++;
            }
            return at;
        }

        private Violation requestLine(int end) {
            int method = endOfToken(head, 0, end);
            int target = method + 1;
            while (target < end && head[target] != ' ') {
                target++;
            }
            String version = target < end ? text(target + 1, end) : "";
            if (method == 0 || head[method] != ' ' || target == method + 1
                    || version.length() != 8 || !version.startsWith("HTTP/") || version.charAt(6) != '.'
                    || !Character.isDigit(version.charAt(5)) || !Character.isDigit(version.charAt(7))) {
                return Violation.malformed("the request line must be a method, an address and HTTP/1.1");
            }
            http10 = version.charAt(7) == '0';
            if (text(0, method).equals("CONNECT")) {
                return new Violation(501, "CONNECT is for proxies, and this is none");
            }
            if (!isAddress(text(method + 1, target))) { // the JDK's server closes for those like mailto:x, without an answer
                return Violation.malformed("the address must begin with a slash, or be one of http");
            }
            return version.charAt(5) == '1' ? null : new Violation(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        }

        /** A path, a whole address, or the server itself (RFC 9112, section 3.2). */
        private static boolean isAddress(String target) {
            return target.startsWith("/") || target.equals("*") || target.regionMatches(true, 0, "http://", 0, 7)
                    || target.regionMatches(true, 0, "https://", 0, 8);
        }

        private Violation field(int from, int end) {
            int colon = endOfToken(head, from, end);
            if (colon == from || colon == end || head[colon] != ':') {
                return Violation.malformed("a line of the head is no header field");
            }
            if (is("host", from, colon)) {
                hosts++;
            } else if (is("content-length", from, colon)) {
                return contentLength(text(colon + 1, end).strip());
            } else if (is("transfer-encoding", from, colon)) {
                if (chunked || !text(colon + 1, end).strip().equalsIgnoreCase("chunked")) {
                    return new Violation(501, "of transfer encodings only chunked is understood");
                }
                chunked = true;
            } else if (is("expect", from, colon) && text(colon + 1, end).strip().equalsIgnoreCase("100-continue")) {
                if (expects) {
                    return Violation.malformed("there must be one Expect");
                }
                expects = true;
                expectFrom = from;
                expectTo = end + 2;
            }
            return null;
        }

        /** @param name in small letters */
        private boolean is(String name, int from, int to) {
            if (to - from != name.length()) {
                return false;
            }
            for (int i = 0; i < name.length(); i++) {
                if (Character.toLowerCase((char) head[from + i]) != name.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private Violation contentLength(String value) {
            if (length >= 0 || value.isEmpty() || value.length() > MAX_DIGITS || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return LENGTH;
            }
            length = Long.parseLong(value);
            return null;
        }

        private Violation together() {
            if (hosts > 1 || hosts == 0 && !http10) { // RFC 9112, section 3.2
                return Violation.malformed("there must be one Host");
            }
            if (chunked && http10) {
                return Violation.malformed("HTTP/1.0 has no transfer encoding");
            }
            return chunked && length >= 0 ? Violation.malformed("Content-Length and Transfer-Encoding exclude each other") : null;
        }

        RequestHead head() {
            long bytes = chunked ? CHUNKED : Math.max(0, length);
            return new RequestHead(expects ? withoutExpect() : head, bytes, expects && bytes != 0 && !http10);
        }

        private byte[] withoutExpect() {
            ByteArrayOutputStream rest = new ByteArrayOutputStream(head.length);
            rest.write(head, 0, expectFrom);
            rest.write(head, expectTo, head.length - expectTo);
            return rest.toByteArray();
        }

        private String text(int from, int to) {
            return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}
