package depot.common.http;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which requests are let in: by token, and, for browsers, by the page's origin. Immutable. Tokens are compared in constant time
 * and never logged.
 */
public final class Gate {
    private static final Setting ROVER_TOKEN = Setting.secret("ROVER_TOKEN",
            "what rovers must present as a bearer token; unset lets all in");
    public static final Setting CONSOLE_TOKEN =
            Setting.secret("CONSOLE_TOKEN", "what operators must present as a bearer token; unset lets all in");
    private static final Setting ALLOWED_ORIGINS =
            new Setting("ALLOWED_ORIGINS", "", "web origins whose pages may call, separated by commas; unset lets all");
    public static final List<Setting> SETTINGS = List.of(ROVER_TOKEN, CONSOLE_TOKEN, ALLOWED_ORIGINS);

    private final Optional<byte[]> roverToken;
    private final Optional<byte[]> consoleToken;
    private final Set<String> origins;

    private Gate(Optional<byte[]> roverToken, Optional<byte[]> consoleToken, Set<String> origins) {
        this.roverToken = roverToken;
        this.consoleToken = consoleToken;
        this.origins = origins;
    }

    public static Gate from(Environment environment) {
        return new Gate(
                token(environment, ROVER_TOKEN),
                token(environment, CONSOLE_TOKEN),
                Set.copyOf(environment.list(ALLOWED_ORIGINS)));
    }

    private static Optional<byte[]> token(Environment environment, Setting setting) {
        Optional<String> token = environment.secret(setting);
        if (token.filter(text -> !text.chars().allMatch(c -> c >= ' ' && c < 0x7F)).isPresent()) {
            // a header cannot carry any other, so no client could present it
            throw new BadSetting(setting.name(), "may have printable ASCII characters only");
        }
        return token.map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The names of the tokens that are not set. */
    public List<String> unset() {
        return unset(Set.of(Access.ROVER, Access.CONSOLE));
    }

    /** The names of the tokens that are not set, of those that calls with such access ask for, so that the start can warn of it. */
    public List<String> unset(Set<Access> asked) {
        return Stream.of(
                roverToken.isEmpty() && asked.contains(Access.ROVER) ? ROVER_TOKEN.name() : "",
                consoleToken.isEmpty() && asked.contains(Access.CONSOLE) ? CONSOLE_TOKEN.name() : "")
                .filter(name -> !name.isEmpty()).toList();
    }

    /** @throws Refused 401 without a token that is known, 403 with the other kind's */
    void check(Access access, Request request) {
        Optional<byte[]> wanted = switch (access) {
            case OPEN -> Optional.empty();
            case ROVER -> roverToken;
            case CONSOLE -> consoleToken;
        };
        if (wanted.isEmpty()) {
            return;
        }
        byte[] given = presented(request);
        if (MessageDigest.isEqual(wanted.get(), given)) {
            return;
        }
        Optional<byte[]> other = access == Access.ROVER ? consoleToken : roverToken;
        if (other.isPresent() && MessageDigest.isEqual(other.get(), given)) {
            throw new Refused(403, access == Access.ROVER ? "this is for rovers: the token is an operator's"
                    : "this is for operators: the token is a rover's");
        }
        throw new Refused(401, given.length == 0 ? "a token is needed: Authorization: Bearer <token>" : "the token is not known here")
                .with("WWW-Authenticate", "Bearer");
    }

    private static byte[] presented(Request request) {
        String token = request.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .or(() -> request.query("access_token")) // a browser cannot set headers on a WebSocket
                .orElse("");
        return token.getBytes(StandardCharsets.UTF_8);
    }

    /** The value of Access-Control-Allow-Origin for a page of this origin; empty when its browser is to keep it out. */
    Optional<String> allowOrigin(Optional<String> origin) {
        return origins.isEmpty() ? Optional.of("*") : origin.filter(origins::contains);
    }

    boolean originsListed() {
        return !origins.isEmpty();
    }

    /**
     * Browsers hold neither WebSockets to CORS nor calls that a form could make, so this does. Clients that are no browsers
     * send no origin, and may come.
     *
     * @throws Refused 403 for a page of another origin that ALLOWED_ORIGINS does not name, and, where that is not set, for
     *     a call that changes something and is sent as a form sends it
     */
    void checkPage(Request request, boolean webSocket) {
        CallingPage page = CallingPage.of(request);
        if (!page.isForeign() || page.origin().filter(origins::contains).isPresent()) {
            return;
        }
        if (originsListed() && (webSocket || page.changes())) {
            throw new Refused(403, "pages of this origin may not call: see ALLOWED_ORIGINS");
        }
        if (page.changes() && page.isSentAsByForm()) {
            throw new Refused(403, "a page of another origin may call with Content-Type: application/json only");
        }
    }
}
