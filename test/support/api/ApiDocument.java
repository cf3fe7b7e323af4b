package depot.support.api;

import depot.support.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What a service says of its own calls, as it lies in its jar: its openapi.json and asyncapi.json. Immutable. */
public final class ApiDocument {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");
    private static final Map<String, ApiDocument> READ = new ConcurrentHashMap<>();

    private final String service;
    private final Map<String, Object> open;
    private final Map<String, Object> async; // empty where there are no WebSockets
    private final List<Operation> operations = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final JsonSchema schemas = new JsonSchema(this::resolve);

    /**
     * A call. @param path as the code has it, such as {@code /zones/{id}} @param said as it stands in the document
     */
    public record Operation(String id, String method, String path, Map<?, ?> said) {
        /** Its statuses, as texts. */
        public Set<?> statuses() {
            return ((Map<?, ?>) said.get("responses")).keySet();
        }

        /** Whether it asks for a token. */
        public boolean isGuarded() {
            return !List.of().equals(said.get("security"));
        }

        boolean isRovers() {
            return String.valueOf(said.get("security")).contains("rover");
        }

        boolean hasBody() {
            return said.containsKey("requestBody");
        }

        /** The type and what is said of it; the first of several. */
        Map.Entry<?, ?> bodyContent() {
            return ((Map<?, ?>) ((Map<?, ?>) said.get("requestBody")).get("content")).entrySet().iterator().next();
        }

        List<String> segments() {
            return List.of(path.split("/", -1));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** A WebSocket. @param sent what the service sends, by name; {@code received} what it gets: each a message's payload and example */
    public record Channel(String address, Map<String, Map<?, ?>> sent, Map<String, Map<?, ?>> received) {}

    private ApiDocument(String service) {
        this.service = service;
        open = read("openapi.json").orElseThrow();
        async = read("asyncapi.json").orElse(Map.of());
        ((Map<?, ?>) open.get("paths")).forEach((path, methods) -> ((Map<?, ?>) methods).forEach((method, said) -> {
            if (METHODS.contains(method)) {
                Map<?, ?> operation = (Map<?, ?>) said;
                operations.add(new Operation((String) operation.get("operationId"), ((String) method).toUpperCase(Locale.ROOT),
                        (String) path, operation));
            }
        }));
        values(async, "channels").forEach(channel -> channels.add(channel((Map<?, ?>) channel)));
    }

    public static ApiDocument of(String service) {
        return READ.computeIfAbsent(service, ApiDocument::new);
    }

    private Optional<Map<String, Object>> read(String name) {
        try (InputStream in = ApiDocument.class.getResourceAsStream("/depot/" + service + "/" + name)) {
            return in == null ? Optional.empty() : Optional.of(Json.object(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Collection<?> values(Map<?, ?> map, String name) {
        return map.get(name) instanceof Map<?, ?> inner ? inner.values() : List.of();
    }

    private Channel channel(Map<?, ?> said) {
        Map<String, Map<?, ?>> sent = new LinkedHashMap<>();
        Map<String, Map<?, ?>> received = new LinkedHashMap<>();
        for (Object each : values(async, "operations")) {
            Map<?, ?> operation = (Map<?, ?>) each;
            if (resolve((Map<?, ?>) operation.get("channel")) == said) {
                for (Object message : (List<?>) operation.get("messages")) {
                    Map<?, ?> one = resolve((Map<?, ?>) message);
                    (operation.get("action").equals("send") ? sent : received).put((String) one.get("name"), one);
                }
            }
        }
        return new Channel((String) said.get("address"), sent, received);
    }

    /** Both documents as they are. */
    public Stream<Map<String, Object>> whole() {
        return Stream.of(open, async);
    }

    public List<Operation> operations() {
        return operations;
    }

    public List<Channel> channels() {
        return channels;
    }

    /** The one with that operationId. */
    public Operation operation(String id) {
        return operations.stream().filter(each -> each.id().equals(id)).findFirst()
                .orElseThrow(() -> new AssertionError("openapi.json of " + service + " has no operation " + id));
    }

    /** Those of the path that is called: of several that fit, the one that names most of it. @param path as it came, without the query */
    List<Operation> at(String path) {
        List<String> segments = List.of(path.split("/", -1));
        long best = -1;
        List<Operation> found = new ArrayList<>();
        for (Operation each : operations) {
            long literal = fit(each.segments(), segments);
            if (literal > best) {
                best = literal;
                found.clear();
            }
            if (literal >= 0 && literal == best) {
                found.add(each);
            }
        }
        return found;
    }

    Optional<Channel> channel(String path) {
        return channels.stream().filter(each -> each.address().equals(path)).findFirst();
    }

    /** How many segments are the same; -1 where one does not fit. */
    private static long fit(List<String> pattern, List<String> path) {
        long same = 0;
        for (int i = 0; i < pattern.size(); i++) {
            boolean open = pattern.get(i).startsWith("{");
            if (pattern.size() != path.size() || (open ? path.get(i).isEmpty() : !pattern.get(i).equals(path.get(i)))) {
                return -1;
            }
            same += open ? 0 : 1;
        }
        return same;
    }

    /** What is said of an answer. */
    Map<?, ?> response(Operation operation, int status) {
        return resolve((Map<?, ?>) ((Map<?, ?>) operation.said().get("responses")).get(Integer.toString(status)));
    }

    List<Map<?, ?>> parameters(Operation operation) {
        List<Map<?, ?>> all = new ArrayList<>();
        if (operation.said().get("parameters") instanceof List<?> list) {
            list.forEach(each -> all.add(resolve((Map<?, ?>) each)));
        }
        return all;
    }

    /** What is wrong with a value, by one of its schemas. */
    List<String> faults(Map<?, ?> schema, Object value) {
        return schemas.faults(schema, value);
    }

    /** What a {@code $ref} names, however many steps away; anything else as it is. */
    Map<?, ?> resolve(Map<?, ?> what) {
        Map<?, ?> at = what;
        while (at.get("$ref") instanceof String ref) {
            int hash = ref.indexOf('#');
            Object found = ref.startsWith("#/channels/") || ref.startsWith("#/components/messages/") ? async : open;
            for (String step : ref.substring(hash + 2).split("/")) {
                found = ((Map<?, ?>) found).get(step);
                if (found == null) {
                    throw new AssertionError(service + ": nothing is at " + ref);
                }
            }
            at = (Map<?, ?>) found;
        }
        return at;
    }
}
