package depot.dispatch.web;

import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.json.BadInput;
import depot.dispatch.store.Changes;
import depot.dispatch.store.IdempotencyTable;
import depot.dispatch.store.Transactions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Calls that create something, made once however often a client repeats them with the same {@code Idempotency-Key}
 * (draft-ietf-httpapi-idempotency-key-header-06). The answer is stored by the transaction that creates, so that no kill
 * comes between the two; what was refused may be tried again with the same key. Thread-safe.
 */
public final class IdempotentCalls {
    private static final int MAX_KEY = 255;

    private final Transactions transactions;

    public IdempotentCalls(Transactions transactions) {
        this.transactions = transactions;
    }

    /** An answer as it is kept. */
    public record Answer(int status, byte[] json) {
        Response response() {
            return Response.json(status, json);
        }
    }

    /** Creates, in one transaction with the keeping of the answer. */
    public Response create(Request request, Transactions.Entry<Answer> creating) {
        Optional<String> key = request.header("Idempotency-Key").map(String::strip).filter(text -> !text.isEmpty());
        if (key.isEmpty()) {
            return transactions.call(creating).response();
        }
        if (key.get().length() > MAX_KEY || key.get().chars().anyMatch(Character::isISOControl)) {
            throw BadInput.malformed("Idempotency-Key may have at most " + MAX_KEY + " characters, none of them a control character");
        }
        String route = request.method() + " " + request.path();
        byte[] hash = sha256(request);
        return transactions.call((connection, changes) -> once(connection, changes, route, key.get(), hash, creating)).response();
    }

    private static Answer once(Connection connection, Changes changes, String route, String key, byte[] hash,
            Transactions.Entry<Answer> creating)
            throws SQLException {
        if (!IdempotencyTable.lock(connection, route, key)) {
            throw new Refused(409, "a call with this Idempotency-Key is still running");
        }
        Optional<IdempotencyTable.Kept> kept = IdempotencyTable.find(connection, route, key);
        if (kept.isPresent()) {
            if (!MessageDigest.isEqual(kept.get().hash(), hash)) {
                throw new Refused(422, "this Idempotency-Key came before with another body");
            }
            return new Answer(kept.get().status(), kept.get().json());
        }
        Answer answer = creating.run(connection, changes);
        IdempotencyTable.keep(connection, route, key, new IdempotencyTable.Kept(hash, answer.status(), answer.json()));
        return answer;
    }

    /** A digest of all that decides on the answer: the body and the query. */
    private static byte[] sha256(Request request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(request.query("queue").orElse("").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(request.body());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
