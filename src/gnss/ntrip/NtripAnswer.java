package depot.gnss.ntrip;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heads of answers, as a caster sends them and a client reads them: NTRIP 1.0, section 4; NTRIP 2.0, section 2.
 *
 * <pre>
 *                     1.0                           2.0
 *   stream            ICY 200 OK, blank line        HTTP/1.1 200 OK, Content-Type: gnss/data, chunked
 *   source table      SOURCETABLE 200 OK, headers   HTTP/1.1 200 OK, Content-Type: gnss/sourcetable
 *   wrong password    HTTP/1.0 401 Unauthorized     HTTP/1.1 401 Unauthorized
 *   no such stream    the source table              HTTP/1.1 404 Not Found
 * </pre>
 *
 * All are short enough to be sent in one write, as some clients take their first read for the whole head.
 *
 * <p>Verified: str2str, gpsd and curl take what is encoded here; str2str's own caster's answers are read.
 */
public final class NtripAnswer {
    private static final String END = "\r\n";
    private static final Pattern EMPTY_LINE = Pattern.compile("\n\r?\n");

    private NtripAnswer() {}

    public static String stream(NtripVersion version, String server, ZonedDateTime now) {
        return stream(version, true, server, now);
    }

    /** @param chunked whether a version 2 client knows chunks; without, the stream ends with the connection */
    public static String stream(NtripVersion version, boolean chunked, String server, ZonedDateTime now) {
        return version == NtripVersion.V1 ? "ICY 200 OK" + END + END
                : second("200 OK", server, now) + "Cache-Control: no-store, no-cache, max-age=0" + END + "Pragma: no-cache" + END
                        + "Connection: close" + END + "Content-Type: gnss/data" + END + (chunked ? "Transfer-Encoding: chunked" + END : "")
                        + END;
    }

    /** Head and table. */
    public static String sourceTable(NtripVersion version, List<StreamRecord> streams, String server, ZonedDateTime now) {
        StringBuilder table = new StringBuilder();
        streams.forEach(stream -> table.append(stream.encode()).append(END));
        table.append("ENDSOURCETABLE").append(END);
        String head = version == NtripVersion.V1
                ? "SOURCETABLE 200 OK" + END + common(server, now) + "Content-Type: text/plain" + END
                : second("200 OK", server, now) + "Ntrip-Flags: " + END + "Content-Type: gnss/sourcetable" + END;
        return head + "Connection: close" + END + "Content-Length: " + table.length() + END + END + table;
    }

    /** Wrong user, password, or a stream that is not the user's. */
    public static String unauthorized(NtripVersion version, String mountpoint, String server, ZonedDateTime now) {
        return error(version, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"/" + mountpoint.replaceAll("[^\\w.-]", "") + "\"" + END,
                server, now);
    }

    /** @param status such as {@code 404 Not Found} */
    public static String error(NtripVersion version, String status, String server, ZonedDateTime now) {
        return error(version, status, "", server, now);
    }

    private static String error(NtripVersion version, String status, String more, String server, ZonedDateTime now) {
        return (version == NtripVersion.V1 ? "HTTP/1.0 " + status + END + common(server, now) : second(status, server, now))
                + more + "Connection: close" + END + "Content-Length: 0" + END + END;
    }

    /** To a base that wants to upload, in version 1. */
    public static String uploadRefused(String reason) {
        return "ERROR - " + reason + END;
    }

    private static String second(String status, String server, ZonedDateTime now) {
        return "HTTP/1.1 " + status + END + NtripVersion.HEADER + ": " + NtripVersion.V2_VALUE + END + common(server, now);
    }

    private static String common(String server, ZonedDateTime now) {
        return "Server: " + server + END + "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.withZoneSameInstant(ZoneOffset.UTC))
                + END;
    }

    /** What an answer's head says to a client. */
    public sealed interface Parsed {
        /** What follows is the stream; for an upload, that it may begin. */
        record Accepted(boolean chunked) implements Parsed {}

        /** A source table: there is no such stream. */
        record Table() implements Parsed {}

        /** @param reason the status as the caster put it, for people */
        record Refused(String reason) implements Parsed {}
    }

    /** How many bytes from the start are the head; -1 when it is not whole yet. A version 1 head is one line and, mostly, an empty one. */
    public static int headLength(String text) {
        int line = text.indexOf('\n') + 1;
        if (line == 0) {
            return -1;
        }
        if (isHttp(text) || text.startsWith("SOURCETABLE")) {
            Matcher end = EMPTY_LINE.matcher(text);
            return end.find() ? end.end() : -1;
        }
        return line;
    }

    /** @param head of a whole head: see {@link #headLength} */
    public static Parsed parse(String head) {
        return parse(head, status -> status);
    }

    /** @param hiding takes out of a refusal what nobody may read, before it is cut to a length for people */
    public static Parsed parse(String head, UnaryOperator<String> hiding) {
        List<String> lines = Headers.lines(head);
        String status = lines.isEmpty() ? "" : lines.getFirst().strip();
        Headers headers = new Headers(lines.subList(Math.min(1, lines.size()), lines.size()));
        if (status.startsWith("SOURCETABLE") || headers.says("Content-Type", "gnss/sourcetable")) {
            return new Parsed.Table();
        }
        boolean good = isHttp(status) ? status.matches("HTTP/1\\.\\d 200( .*)?") : status.equals("OK") || status.matches("ICY 200 OK.*");
        return good ? new Parsed.Accepted(headers.says("Transfer-Encoding", "chunked"))
                : new Parsed.Refused(printable(hiding.apply(status)));
    }

    private static boolean isHttp(String text) {
        return text.startsWith("HTTP/");
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.isEmpty() ? "an empty answer" : clean.substring(0, Math.min(100, clean.length()));
    }
}
