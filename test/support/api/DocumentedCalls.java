package depot.support.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.support.Api;
import depot.support.RawHttp;
import depot.support.api.ApiDocument.Operation;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sends the calls that openapi.json has, with its examples or changed in one thing, holds the answers against it, and remembers which
 * statuses came of which. One thread.
 */
public final class DocumentedCalls {
    private final ApiDocument document;
    private final int port;
    private final Api api;
    private final Map<String, String> real = new LinkedHashMap<>();
    private final Map<String, Set<String>> provoked;
    private final Set<String> fieldsTried;

    /** What an operator or a rover presents. */
    public static final String CONSOLE_TOKEN = "operators-token";
    public static final String ROVER_TOKEN = "rovers-token";

    DocumentedCalls(ApiDocument document, int port) {
        this(document, port, new TreeMap<>(), new HashSet<>());
    }

    private DocumentedCalls(ApiDocument document, int port, Map<String, Set<String>> provoked, Set<String> fieldsTried) {
        this.document = document;
        this.port = port;
        this.provoked = provoked;
        this.fieldsTried = fieldsTried;
        api = new Api(port);
    }

    /** The same calls of another service of that kind, one that is in a plight of its own; what comes of them counts here as well. */
    public DocumentedCalls on(int otherPort) {
        return new DocumentedCalls(document, otherPort, provoked, fieldsTried);
    }

    /** From now on something stands for an example's text, such as the id of what was made for that of the document. */
    public void let(String example, Object is) {
        real.put(example, is.toString());
    }

    /** The operation with the document's example, to be changed or sent. */
    public Call call(String operationId) {
        return new Call(document.operation(operationId));
    }

    /** Sends the example, which must succeed: with the first status that the document has. */
    public Api.Answer send(String operationId) throws Exception {
        Call call = call(operationId);
        return call.expect(call.operation.statuses().stream().mapToInt(each -> Integer.parseInt((String) each)).min().orElseThrow());
    }

    /** Sends it twice, the second time with the tag of the first answer, and once with another. */
    public void sendTwice(String operationId) throws Exception {
        String tag = send(operationId).header("ETag").orElseThrow();
        assertEquals(0, call(operationId).header("If-None-Match", "\"x\", " + tag).expect(304).body().length);
        call(operationId).header("If-None-Match", "\"x\"").expect(200);
    }

    /** A file, whole, in part, and under conditions. */
    public void sendFile(String operationId) throws Exception {
        sendTwice(operationId);
        assertEquals(2, call(operationId).header("Range", "bytes=1-2").expect(206).body().length);
        call(operationId).header("Range", "bytes=900000000-").expect(416);
        call(operationId).header("If-Match", "\"x\"").expect(412);
    }

    /** One call, on its way to be sent. */
    public final class Call {
        private final Operation operation;
        private final List<String> headers = new ArrayList<>();
        private final List<String> query = new ArrayList<>();
        private String path;
        private byte[] body;

        private Call(Operation operation) {
            this.operation = operation;
            path = operation.path();
            for (Map<?, ?> parameter : document.parameters(operation)) {
                String example = replaced(String.valueOf(parameter.get("example")));
                if (parameter.get("in").equals("path")) {
                    path = path.replace("{" + parameter.get("name") + "}", encoded(example));
                } else if (Boolean.TRUE.equals(parameter.get("required"))) {
                    query.add(parameter.get("name") + "=" + encoded(example));
                }
            }
            if (operation.hasBody()) {
                Map.Entry<?, ?> content = operation.bodyContent();
                Object example = ((Map<?, ?>) content.getValue()).get("example");
                body = example == null ? new byte[0] : replaced(example instanceof String text ? text : json(example))
                        .getBytes(StandardCharsets.UTF_8);
                headers.addAll(List.of("Content-Type", (String) content.getKey()));
            }
            if (operation.isGuarded()) {
                headers.addAll(List.of("Authorization", "Bearer " + (operation.isRovers() ? ROVER_TOKEN : CONSOLE_TOKEN)));
            }
        }

        /** Another value for what stands in braces in the path. */
        public Call with(String parameter, String value) {
            String[] pattern = operation.path().split("/", -1);
            String[] now = path.split("/", -1);
            for (int i = 0; i < pattern.length; i++) {
                now[i] = pattern[i].equals("{" + parameter + "}") ? encoded(value) : now[i];
            }
            path = String.join("/", now);
            return this;
        }

        public Call header(String name, String value) {
            headers.addAll(List.of(name, value));
            return this;
        }

        /** @param pair as it is to stand in the address */
        public Call query(String pair) {
            query.removeIf(each -> each.startsWith(pair.split("=")[0] + "="));
            query.add(pair);
            return this;
        }

        public Call body(byte[] bytes) {
            body = bytes;
            return this;
        }

        public Call body(String text) {
            return body(replaced(text).getBytes(StandardCharsets.UTF_8));
        }

        Call authorization(String value) {
            int at = headers.indexOf("Authorization");
            headers.subList(at, at + 2).clear();
            if (value != null) {
                headers.addAll(List.of("Authorization", value));
            }
            return this;
        }

        private String target() {
            return path + (query.isEmpty() ? "" : "?" + String.join("&", query));
        }

        /** Sends it, and fails where the answer is of another status, or not as the document has it. */
        public Api.Answer expect(int status) throws Exception {
            Api.Answer answer = send();
            assertEquals(status, answer.status(), () -> operation + " " + target() + ": " + answer);
            return answer;
        }

        /** Sends it; whatever comes must be as the document has it. */
        public Api.Answer send() throws Exception {
            Api.Answer answer = api.send(operation.method(), target(), body, headers.toArray(String[]::new));
            assertEquals(List.of(), Contract.faults(document, operation.method(), target(), answer.status(), answer.header("Content-Type"),
                    answer.body()), () -> operation + ": " + answer);
            note(operation, answer.status());
            return answer;
        }

        /** The status of the head alone, of a body that is too long to be sent. */
        public int statusOf(long bodyBytes) throws IOException {
            StringBuilder head = new StringBuilder(operation.method() + " " + target() + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: close\r\nContent-Length: " + bodyBytes + "\r\n");
            for (int i = 0; i < headers.size(); i += 2) {
                head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
            }
            int status = RawHttp.status(port, head.append("\r\n").toString());
            note(operation, status);
            return status;
        }
    }

    private void note(Operation operation, int status) {
        provoked.computeIfAbsent(operation.id(), key -> new TreeSet<>()).add(Integer.toString(status));
    }

    /** Each as {@code operationId status}: what the document has, and nothing has brought about. */
    Set<String> notProvoked() {
        Set<String> left = new TreeSet<>();
        for (Operation each : document.operations()) {
            each.statuses().forEach(status -> left.add(each.id() + " " + status));
            provoked.getOrDefault(each.id(), Set.of()).forEach(status -> left.remove(each.id() + " " + status));
        }
        return left;
    }

    /** Operations whose bodies' fields were not tried. */
    Set<String> fieldsNotTried() {
        Set<String> left = new TreeSet<>();
        document.operations().stream().filter(Operation::hasBody).filter(each -> !fields(schema(each), List.of()).isEmpty())
                .forEach(each -> left.add(each.id()));
        left.removeAll(fieldsTried);
        return left;
    }

    private static Map<?, ?> schema(Operation operation) {
        return ((Map<?, ?>) operation.bodyContent().getValue()).get("schema") instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Says each field of the body in a wrong type, which must be refused: so the service reads it. */
    public void readsEveryField(String operationId) throws Exception {
        Operation operation = document.operation(operationId);
        Object example = ((Map<?, ?>) operation.bodyContent().getValue()).get("example");
        fieldsTried.add(operationId);
        for (Field field : fields(schema(operation), List.of())) {
            Api.Answer answer = call(operationId).body(json(mistyped(example, field.path, field))).send();
            assertTrue(answer.status() == 400 || answer.status() == 422, () -> operation + " takes " + field + ": " + answer);
        }
    }

    /** A field of a request: the names that lead to it, 0 for the first of a list. */
    record Field(List<Object> path, Set<?> types) {
        /** What it cannot be. */
        Object wrong() {
            return types.contains("string") ? (Object) 17 : "x";
        }

        @Override
        public String toString() {
            return path + ", which is " + types + ", as " + wrong();
        }
    }

    List<Field> fields(Map<?, ?> reference, List<Object> above) {
        Map<?, ?> schema = document.resolve(reference);
        List<Field> found = new ArrayList<>();
        if (schema.get("allOf") instanceof List<?> all) {
            all.forEach(each -> found.addAll(fields((Map<?, ?>) each, above)));
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, property) -> {
                List<Object> path = append(above, name);
                found.add(new Field(path, types((Map<?, ?>) property)));
                found.addAll(fields((Map<?, ?>) property, path));
            });
        }
        if (schema.get("items") instanceof Map<?, ?> items) {
            List<Object> path = append(above, 0);
            found.add(new Field(path, types(items)));
            found.addAll(fields(items, path));
        }
        return found;
    }

    private static List<Object> append(List<Object> path, Object last) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(last);
        return longer;
    }

    private Set<?> types(Map<?, ?> reference) {
        Object type = document.resolve(reference).get("type");
        return type instanceof List<?> list ? Set.copyOf(list) : Set.of(type);
    }

    /** A copy of an example in which one field is of a wrong type. @throws AssertionError where the example does not have that field */
    static Object mistyped(Object example, List<Object> path, Field field) {
        if (path.isEmpty()) {
            return field.wrong();
        }
        List<Object> rest = path.subList(1, path.size());
        if (example instanceof List<?> list && !list.isEmpty() && path.getFirst().equals(0)) {
            List<Object> copy = new ArrayList<>(list);
            copy.set(0, mistyped(list.getFirst(), rest, field));
            return copy;
        }
        if (example instanceof Map<?, ?> map && map.containsKey(path.getFirst())) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            copy.put(path.getFirst(), mistyped(map.get(path.getFirst()), rest, field));
            return copy;
        }
        throw new AssertionError("the example has no " + field.path);
    }

    private String replaced(String text) {
        String now = text;
        for (Map.Entry<String, String> each : real.entrySet()) {
            now = now.replace(each.getKey(), each.getValue());
        }
        return now;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String json(Object value) {
        try {
            return JSON.std.asString(value);
        } catch (IOException e) {
            throw new AssertionError(Arrays.toString(e.getStackTrace()), e);
        }
    }
}
