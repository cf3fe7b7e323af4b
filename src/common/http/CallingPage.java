package depot.common.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The page on whose behalf a browser makes a request, by headers that no script can set or leave out (Fetch standard,
 * section 3.1; Fetch Metadata, section 2.3). Immutable.
 *
 * @param origin its origin; empty where the client is no browser, or the page's own address is called
 * @param site {@code Sec-Fetch-Site}, or {@code ""}
 * @param ownHosts the names by which this service was called: {@code Host}, and the name by which a proxy in front was called
 * @param changes whether the call may change something
 * @param type the body's media type, without parameters; {@code ""} where the request has none
 */
record CallingPage(Optional<String> origin, String site, List<String> ownHosts, boolean changes, String type, boolean hasBody) {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    // what a form sends, and a script without asking (Fetch standard, CORS-safelisted request-header)
    private static final Set<String> FORM_TYPES = Set.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data");

    static CallingPage of(Request request) {
        String length = request.header("Content-Length").map(String::strip).orElse("0");
        return new CallingPage(request.header("Origin"), request.header("Sec-Fetch-Site").orElse(""),
                // a page cannot set the second without asking, and is not allowed it
                List.of(host(request.header("Host")), host(request.header("X-Forwarded-Host"))),
                !READING.contains(request.method()),
                request.header("Content-Type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT),
                request.header("Transfer-Encoding").isPresent() || !length.matches("0*"));
    }

    private static String host(Optional<String> header) {
        return header.orElse("").strip().toLowerCase(Locale.ROOT);
    }

    /** Whether it is of another origin than the address that it calls. */
    boolean isForeign() {
        if (site.equals("same-origin")) {
            return false;
        }
        return origin.map(page -> !isOwn(page)).orElse(site.equals("cross-site"));
    }

    private boolean isOwn(String page) {
        int scheme = page.indexOf("://");
        if (scheme < 0) {
            return false; // "null": a page that hides where it is from
        }
        String host = page.substring(scheme + 3).toLowerCase(Locale.ROOT);
        String port = page.startsWith("https") ? ":443" : ":80"; // which browsers leave out
        return !host.isEmpty() && ownHosts.stream().anyMatch(own -> own.equals(host) || own.equals(host + port));
    }

    /** Whether a form could have sent it, without the browser asking before. */
    boolean isSentAsByForm() {
        return type.isEmpty() ? hasBody : FORM_TYPES.contains(type);
    }
}
