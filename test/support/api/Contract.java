package depot.support.api;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.support.api.ApiDocument.Channel;
import depot.support.api.ApiDocument.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds what tests see of the services against what the services say of themselves, whatever the test is about: a status, a field or a
 * message that no document has fails the test. The test's clients pass it all that comes; JUnit finds it by itself. Any thread.
 */
public final class Contract implements AfterEachCallback {
    private static final int MOST_BYTES = 256 * 1024; // larger ones are of the same code, and of tests that are about time
    private static final int MOST_FAULTS = 20;
    /** What may come of a WebSocket's request, before it is one. */
    private static final Set<Integer> UPGRADES = Set.of(101, 400, 401, 403, 405, 408, 422, 426, 503);
    private static final Map<Integer, String> SERVICES = new ConcurrentHashMap<>();
    private static final ConcurrentLinkedQueue<String> FAULTS = new ConcurrentLinkedQueue<>();

    /** From now on the service of that name answers on that port of this machine. */
    public static void begins(int port, String service) {
        SERVICES.put(port, service);
    }

    public static void ends(int port) {
        SERVICES.remove(port);
    }

    /** @param type of the body; empty where none is given @param body null where it was not read */
    public static void answered(int port, String method, String target, int status, Optional<String> type, byte[] body) {
        String service = SERVICES.get(port);
        if (service != null) {
            note(service + ": " + method + " " + target, faults(ApiDocument.of(service), method, target, status, type, body));
        }
    }

    /** A text message of the service's on a WebSocket. @param target as it was asked for */
    public static void said(int port, String target, String message) {
        String service = SERVICES.get(port);
        if (service == null || message.length() > MOST_BYTES) {
            return;
        }
        ApiDocument.of(service).channel(path(target)).ifPresent(channel ->
                note(service + ": " + target + " said " + shown(message), faults(ApiDocument.of(service), channel.sent(), message)));
    }

    private static void note(String what, List<String> faults) {
        if (!faults.isEmpty() && FAULTS.size() < MOST_FAULTS) {
            FAULTS.add(what + ": " + String.join("; ", faults));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> found = new ArrayList<>();
        for (String fault = FAULTS.poll(); fault != null; fault = FAULTS.poll()) {
            found.add(fault);
        }
        if (!found.isEmpty()) {
            throw new AssertionError("openapi.json or asyncapi.json says otherwise:\n" + String.join("\n", found));
        }
    }

    /** What of an answer is not as the document says. */
    static List<String> faults(ApiDocument document, String method, String target, int status, Optional<String> type, byte[] body) {
        List<Operation> operations = document.at(path(target));
        Optional<Operation> operation = operations.stream().filter(each -> each.method().equals(method.equals("HEAD") ? "GET" : method))
                .findFirst();
        if (operation.isPresent()) {
            if (!operation.get().statuses().contains(Integer.toString(status))) {
                return List.of("no status " + status + " is in the document, but " + operation.get().statuses());
            }
            return method.equals("HEAD") || body == null ? List.of()
                    : faults(document, document.response(operation.get(), status), type, body);
        }
        if (method.equals("OPTIONS")) {
            return status == 204 || status == 404 ? List.of() : List.of("a preflight is answered with " + status);
        }
        if (document.channel(path(target)).isPresent()) {
            return UPGRADES.contains(status) ? List.of() : List.of("a WebSocket is answered with " + status);
        }
        if (isPage(document, path(target))) {
            return List.of();
        }
        int wanted = operations.isEmpty() ? 404 : 405;
        return status == wanted || status == 400 ? List.of() : List.of("it is in no document, and is answered with " + status);
    }

    /** The page's own files are no calls. */
    private static boolean isPage(ApiDocument document, String path) {
        return document == ApiDocument.of("discovery") && Contract.class.getResource("/depot/console" + path) != null;
    }

    private static List<String> faults(ApiDocument document, Map<?, ?> response, Optional<String> type, byte[] body) {
        if (!(response.get("content") instanceof Map<?, ?> content)) {
            return body.length == 0 ? List.of() : List.of("it should have no body, and has " + body.length + " bytes");
        }
        String plain = type.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!(content.get(plain) instanceof Map<?, ?> media)) {
            return List.of("it is of type " + plain + ", the document has " + content.keySet());
        }
        if (!plain.endsWith("json") || body.length > MOST_BYTES) {
            return List.of();
        }
        try {
            return document.faults((Map<?, ?>) media.get("schema"), JSON.std.anyFrom(new String(body, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return List.of("it is no JSON: " + e.getMessage());
        }
    }

    /** The faults of a message that fits none of those: against the most similar one of its type. */
    static List<String> faults(ApiDocument document, Map<String, Map<?, ?>> messages, String text) {
        Object message;
        try {
            message = JSON.std.anyFrom(text);
        } catch (IOException e) {
            return List.of("it is no JSON: " + e.getMessage());
        }
        List<String> least = null;
        for (Map<?, ?> each : messages.values()) {
            List<String> faults = document.faults((Map<?, ?>) each.get("payload"), message);
            if (least == null || faults.size() < least.size()) {
                least = faults;
            }
        }
        return least == null ? List.of("nothing is said here") : least;
    }

    /** The part of a call's address before its query. */
    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static String shown(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    /** The channel that has that address. @throws AssertionError where there is none */
    static Channel channel(ApiDocument document, String path) {
        return document.channel(path).orElseThrow(() -> new AssertionError("asyncapi.json has no " + path));
    }
}
