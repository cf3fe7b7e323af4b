package depot.gnss.ntrip;

import java.util.List;
import java.util.Optional;

/**
 * The head of a request: NTRIP 1.0, section 4; NTRIP 2.0 (RTCM 10410.1), section 2.
 *
 * <pre>
 *   GET /RTCM3 HTTP/1.0                      1.0, also as HTTP/1.1: gpsd, BKG
 *   User-Agent: NTRIP RTKLIB/2.4.3
 *   Authorization: Basic cm92ZXI6c2VjcmV0
 *
 *   GET /RTCM3 HTTP/1.1                      2.0
 *   Host: base:2101
 *   Ntrip-Version: Ntrip/2.0                 this line makes it so
 *   Ntrip-GGA: $GPGGA,...                    optional
 *
 *   SOURCE password /BASE                    1.0, a base that uploads; RTKLIB leaves the slash out
 *   Source-Agent: NTRIP RTKLIB/2.4.3
 * </pre>
 *
 * <p>Verified: what RTKLIB's str2str, gpsd, curl and BKG's client send, by running the first three against it.
 *
 * @param method in capitals as it came
 * @param mountpoint without its slash; empty asks for the source table
 * @param gga a position that came with the request
 * @param unchunked a version 2 request in HTTP/1.0, which knows no chunks (RFC 9112, section 6.1): the stream comes as it is, up to the end
 */
public record NtripRequest(String method, String mountpoint, NtripVersion version, Optional<Credentials> credentials,
        Optional<String> agent, Optional<String> gga, boolean unchunked) {

    NtripRequest(String method, String mountpoint, NtripVersion version, Optional<Credentials> credentials, Optional<String> agent,
            Optional<String> gga) {
        this(method, mountpoint, version, credentials, agent, gga, false);
    }

    /** What a head is. */
    public sealed interface Parsed {
        record Request(NtripRequest request) implements Parsed {}

        /** Nothing that an NTRIP client would send. */
        record Malformed(String reason) implements Parsed {}
    }

    /** @param head up to its empty line; characters are ISO 8859-1 */
    public static Parsed parse(String head) {
        // RFC 9112, section 2.2: some clients send an empty line first
        List<String> lines = Headers.lines(head.replaceFirst("^[\r\n]+", ""));
        if (lines.isEmpty()) {
            return new Parsed.Malformed("an empty request");
        }
        Headers headers = new Headers(lines.subList(1, lines.size()));
        String[] words = lines.getFirst().strip().split(" +");
        if (words[0].equals("SOURCE")) {
            return new Parsed.Request(new NtripRequest("SOURCE", words.length < 2 ? "" : mountpoint(words[words.length - 1]),
                    NtripVersion.V1,
                    Optional.empty(), headers.get("Source-Agent"), Optional.empty()));
        }
        if (words.length != 3 || !words[2].startsWith("HTTP/1.") || !words[0].matches("[A-Z]{1,20}")) {
            return new Parsed.Malformed("no request line of HTTP");
        }
        boolean second = headers.get(NtripVersion.HEADER).map(v -> v.equalsIgnoreCase(NtripVersion.V2_VALUE)).orElse(false);
        return new Parsed.Request(new NtripRequest(words[0], mountpoint(words[1]), second ? NtripVersion.V2 : NtripVersion.V1,
                headers.get("Authorization").flatMap(Credentials::parse), headers.get("User-Agent"), headers.get("Ntrip-GGA"),
                second && words[2].equals("HTTP/1.0")));
    }

    /** Without slashes, query (a filter of the source table), or the {@code http://host} that is for proxies. */
    private static String mountpoint(String target) {
        String path = target.replaceFirst("^[a-zA-Z]+://[^/?]*", "");
        int query = path.indexOf('?');
        path = query < 0 ? path : path.substring(0, query);
        return path.replaceFirst("^/", "").replaceFirst("/$", "");
    }

    /** A rover's, or relay's, request for a stream. */
    public static NtripRequest stream(String mountpoint, NtripVersion version, Optional<Credentials> credentials, String agent) {
        return stream(mountpoint, version, credentials, agent, Optional.empty());
    }

    /** @param gga where it is, for a network's caster that makes a stream of it; sent with a version 2 request */
    public static NtripRequest stream(String mountpoint, NtripVersion version, Optional<Credentials> credentials, String agent,
            Optional<String> gga) {
        return new NtripRequest("GET", mountpoint, version, credentials, Optional.of(agent), gga.filter(_ -> version == NtripVersion.V2));
    }

    /** The head of a GET, ready to be sent. */
    public String encode(String host) {
        StringBuilder head = new StringBuilder();
        boolean second = version == NtripVersion.V2;
        line(head, method + " /" + mountpoint + (second ? " HTTP/1.1" : " HTTP/1.0"));
        line(head, "Host: " + host);
        if (second) {
            line(head, NtripVersion.HEADER + ": " + NtripVersion.V2_VALUE);
        }
        agent.ifPresent(a -> line(head, "User-Agent: " + a));
        credentials.ifPresent(c -> line(head, "Authorization: " + c.header()));
        gga.ifPresent(g -> line(head, "Ntrip-GGA: " + g));
        line(head, "Connection: close");
        return head.append("\r\n").toString();
    }

    /**
     * The head with which a base begins its upload: {@code SOURCE} as RTKLIB's str2str sends it, or the POST of version 2, whose
     * body is chunked.
     *
     * @param record what the source table is to say of the stream
     */
    public static String upload(NtripVersion version, String host, String mountpoint, Credentials credentials, String agent,
            StreamRecord record) {
        StringBuilder head = new StringBuilder();
        if (version == NtripVersion.V1) {
            line(head, "SOURCE " + credentials.password() + " " + mountpoint);
            line(head, "Source-Agent: " + agent);
            line(head, "STR: " + record.encode());
        } else {
            line(head, "POST /" + mountpoint + " HTTP/1.1");
            line(head, "Host: " + host);
            line(head, NtripVersion.HEADER + ": " + NtripVersion.V2_VALUE);
            line(head, "User-Agent: " + agent);
            line(head, "Authorization: " + credentials.header());
            line(head, "Ntrip-STR: " + record.encode());
            line(head, "Transfer-Encoding: chunked");
            line(head, "Connection: close");
        }
        return head.append("\r\n").toString();
    }

    private static void line(StringBuilder head, String line) {
        head.append(line).append("\r\n");
    }
}
