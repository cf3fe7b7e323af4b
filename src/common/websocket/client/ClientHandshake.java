package depot.common.websocket.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A client's side of a WebSocket's opening handshake (RFC 6455, section 4.1): what is asked, and whether the answer fits. */
public final class ClientHandshake {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int NONCE_BYTES = 16;

    private final byte[] request;
    private final String expectedAccept;

    private ClientHandshake(byte[] request, String expectedAccept) {
        this.request = request;
        this.expectedAccept = expectedAccept;
    }

    /**
     * @param host as the field of that name has it, with a port that is not the scheme's own
     * @param path with the query, if any; of ASCII, as what is in a URL
     * @param fields further fields of the request
     */
    public static ClientHandshake with(String host, String path, Map<String, String> fields) {
        byte[] nonce = new byte[NONCE_BYTES];
        ThreadLocalRandom.current().nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        StringBuilder head = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                .append(key).append("\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return new ClientHandshake(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1), acceptFor(key));
    }

    public static String acceptFor(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    public byte[] request() {
        return request;
    }

    /**
     * What is wrong with the answer, for a person; empty when the connection is a WebSocket now.
     *
     * @throws IOException when it is no answer at all
     */
    public Optional<String> fault(HttpHead answer) throws IOException {
        int status = answer.status();
        if (status != 101) {
            return Optional.of("refused with status " + status);
        }
        return answer.field("sec-websocket-accept").orElse("").equals(expectedAccept) ? Optional.empty()
                : Optional.of("the server's Sec-WebSocket-Accept is wrong");
    }
}
