package depot.support.api;

import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A WebSocket on which asyncapi.json's examples are sent, and everything that comes is held against it and remembered by its name there.
 * One thread.
 */
public final class DocumentedSocket implements AutoCloseable {
    private final ApiDocument document;
    private final ApiDocument.Channel channel;
    private final Console link;
    private final Set<String> heard = new TreeSet<>();

    private DocumentedSocket(ApiDocument document, int port, String target) {
        this.document = document;
        channel = Contract.channel(document, Contract.path(target));
        link = Console.open(port, target);
    }

    /** @param target its address, with a query where it has one */
    public static DocumentedSocket open(String service, int port, String target) {
        return new DocumentedSocket(ApiDocument.of(service), port, target);
    }

    /** The document's example of a message. */
    public void send(String message) {
        send(message, Map.of());
    }

    /** @param other what is to be said instead of the example's */
    public void send(String message, Map<String, ?> other) {
        Map<String, Object> said = new LinkedHashMap<>(example(message));
        said.putAll(other);
        link.send(DocumentedCalls.json(said));
    }

    /** Anything, whether the document has it or not. */
    public void say(String text) {
        link.send(text);
    }

    private Map<String, Object> example(String message) {
        Map<?, ?> found = channel.received().get(message);
        if (found == null) {
            throw new AssertionError("asyncapi.json does not have " + channel.address() + " take " + message + ", but "
                    + channel.received().keySet());
        }
        return Json.object(Json.objects(found.get("examples")).getFirst().get("payload"));
    }

    /** The next message of that name, others passed over; each must be in the document. */
    public Map<String, Object> await(String message) throws InterruptedException {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        while (true) {
            Console.Message next = link.next();
            if (name(next.text()).equals(message)) {
                return next.json();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + message + " came, but " + heard);
            }
        }
    }

    private String name(String text) {
        for (Map.Entry<String, Map<?, ?>> each : channel.sent().entrySet()) {
            if (Contract.faults(document, Map.of(each.getKey(), each.getValue()), text).isEmpty()) {
                heard.add(each.getKey());
                return each.getKey();
            }
        }
        throw new AssertionError("asyncapi.json has no such message on " + channel.address() + ": " + text + ": "
                + Contract.faults(document, channel.sent(), text));
    }

    /** What the document has the service say here, and did not come yet. */
    public Set<String> unheard() {
        Set<String> left = new TreeSet<>(channel.sent().keySet());
        left.removeAll(heard);
        return left;
    }

    /** Says each field of a message in a wrong type, which must be answered with an error: so the service reads it. */
    public static void readsEveryField(String service, int port, String target, String message, String... before)
            throws InterruptedException {
        ApiDocument document = ApiDocument.of(service);
        List<DocumentedCalls.Field> fields = new DocumentedCalls(document, port)
                .fields((Map<?, ?>) Contract.channel(document, Contract.path(target)).received().get(message).get("payload"), List.of());
        for (DocumentedCalls.Field field : fields) {
            try (DocumentedSocket socket = open(service, port, target)) {
                for (String each : before) {
                    socket.send(each);
                }
                socket.link.send("{\"type\":\"nothing\"}");
                socket.awaitError("unknown message type", "what came before: " + List.of(before));
                socket.link.send(DocumentedCalls.json(DocumentedCalls.mistyped(socket.example(message), field.path(), field)));
                socket.awaitError("", message + " with " + field);
            }
        }
    }

    private void awaitError(String part, String what) throws InterruptedException {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Console.Message> next = link.poll(Await.PATIENCE);
            if (next.isPresent() && next.get().json().get("type").equals("error")) {
                if (next.get().json().get("message").toString().contains(part)) {
                    return;
                }
                throw new AssertionError(what + " is answered with " + next.get());
            }
        }
        throw new AssertionError(what + " is taken");
    }

    @Override
    public void close() {
        link.close();
    }
}
