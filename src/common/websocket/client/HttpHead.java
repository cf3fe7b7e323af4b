package depot.common.websocket.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The head of an HTTP/1.1 answer: status and header fields. A view of the reader's bytes, without a copy: a load
 * generator reads hundreds of thousands and needs two fields of each.
 */
public final class HttpHead {

    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final byte[] bytes;
    private final int length;

    HttpHead(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** @throws IOException when this is no HTTP/1 status line */
    public int status() throws IOException {
        if (length < STATUS_AT + 3 || bytes[0] != 'H' || bytes[5] != '1' || bytes[STATUS_AT - 1] != ' ') {
            throw new IOException("this is not HTTP/1");
        }
        int status = 0;
        for (int i = STATUS_AT; i < STATUS_AT + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw new IOException("the status is no number");
            }
            status = status * 10 + bytes[i] - '0';
        }
        return status;
    }

    /** The value of a field, without the blanks around it. @param name in lower case */
    public Optional<String> field(String name) {
        for (int line = nextLine(0); line < length; line = nextLine(line)) {
            int colon = line + name.length();
            if (colon < length && bytes[colon] == ':' && named(name, line)) {
                int end = nextLine(line);
                return Optional.of(new String(bytes, colon + 1, end - colon - 1, StandardCharsets.ISO_8859_1).strip());
            }
        }
        return Optional.empty();
    }

    public boolean fieldIs(String name, String value) {
        return field(name).filter(value::equalsIgnoreCase).isPresent();
    }

    private boolean named(String name, int line) {
        for (int i = 0; i < name.length(); i++) {
            byte b = bytes[line + i];
            int lower = b >= 'A' && b <= 'Z' ? b + 32 : b;
            if (lower != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int nextLine(int from) {
        int at = from;
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        return at + 1;
    }
}
