package depot.dispatch.web;

import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.json.BadInput;
import depot.dispatch.store.Changes;
import depot.dispatch.store.Database;
import depot.dispatch.store.Transactions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls that create something, made once however often a client repeats them with the same {@code IdempotentCalls-Key}
 * (draft-ietf-httpapi-idempotency-key-header-06). The answer is stored by the transaction that creates, so that no kill
 * comes between the two; what was refused may be tried again with the same key. Thread-safe.
 */
public final class IdempotentCalls {
    private static final int MAX_KEY = 255;
    private static final Duration KEPT = Duration.ofHours(24);

    private final Transactions ledger;

    public IdempotentCalls(Transactions ledger) {
        this.ledger = ledger;
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
            return ledger.call(creating).response();
        }
        if (key.get().length() > MAX_KEY) {
            throw BadInput.malformed("Idempotency-Key may have at most " + MAX_KEY + " characters");
        }
        String route = request.method() + " " + request.path();
        byte[] hash = sha256(request);
        return ledger.call((connection, changes) -> once(connection, changes, route, key.get(), hash, creating)).response();
    }

    private static Answer once(Connection connection, Changes changes, String route, String key, byte[] hash, Transactions.Entry<Answer> creating)
            throws SQLException {
        if (!lock(connection, route + '\n' + key)) {
            throw new Refused(409, "a call with this IdempotentCalls-Key is still running");
        }
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT body_hash, status, answer FROM idempotency_keys WHERE route = ? AND key = ? AND created_at > now() - make_interval(secs => ?)")) {
            query.setString(1, route);
            query.setString(2, key);
            query.setLong(3, KEPT.toSeconds());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    if (!MessageDigest.isEqual(row.getBytes(1), hash)) {
                        throw new Refused(422, "this IdempotentCalls-Key came before with another body");
                    }
                    return new Answer(row.getInt(2), row.getBytes(3));
                }
            }
        }
        Answer answer = creating.run(connection, changes);
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO idempotency_keys(route, key, body_hash, status, answer) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (route, key) DO UPDATE SET body_hash = excluded.body_hash, status = excluded.status,
                    answer = excluded.answer, created_at = now()""")) {
            insert.setString(1, route);
            insert.setString(2, key);
            insert.setBytes(3, hash);
            insert.setInt(4, answer.status());
            insert.setBytes(5, answer.json());
            insert.executeUpdate();
        }
        return answer;
    }

    /** Held until the transaction ends; false when another has it. */
    private static boolean lock(Connection connection, String what) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, what);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Of all that decides on the answer: the body, and the query. */
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

    /** Forgets what is older than a day. */
    public static int purge(Database database) {
        return database.work(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(secs => ?)")) {
                delete.setLong(1, KEPT.toSeconds());
                return delete.executeUpdate();
            }
        });
    }
}
