package depot.archive.recording;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Takes a recording's message apart: the one that names the recording, or one with rows as an Arrow IPC stream; others are
 * skipped. After {@code open}, {@link #bytes} holds the stream. Reused for each message; one thread.
 *
 * <pre>
 *  MessagePack (unpacked)   {"SetStoreInfo": {info: {application_id, started, …}}}
 *                           {"ArrowMsg": [store id, [chunk id, [[timeline, newest time] …], bytes]]}
 *  Protobuf, kind 1         SetStoreInfo {2: StoreInfo {1: application id {1: text}, or 2: store id {3: application id {1: text}}}}
 *            kind 2         ArrowMsg {2: compression (2 is LZ4), 3: unpacked bytes, 4: encoding (1 is IPC), 5: payload}
 *                           (until 0.22: {1: store id, 2: compression, 3: unpacked bytes, 4: encoding, 5: payload}, the same)
 * </pre>
 */
final class Envelope {
    private static final byte[] ARROW = ascii("ArrowMsg");
    private static final byte[] STORE_INFO = ascii("SetStoreInfo");
    private static final int KIND_STORE_INFO = 1;
    private static final int KIND_ARROW = 2;
    private static final int LZ4_BLOCK = 2;
    private static final int ENCODING_IPC = 1;
    private static final int MAX_NAME = 1000;

    enum Kind { ROWS, STORE_INFO, OTHER }

    private final Lz4 lz4;
    private byte[] bytes;
    private int start;
    private int length;
    private String applicationId = "";
    private OptionalLong startedNanos = OptionalLong.empty();

    Envelope(MessageMemory memory) {
        lz4 = new Lz4(memory);
    }

    /** Goes back to a small array; what {@link #bytes} holds is gone. */
    void shrink() {
        lz4.shrink();
        bytes = null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws Damaged or {@link IndexOutOfBoundsException} when the message is not what it should be */
    Kind open(MessageFramer framer) throws NoMessageRoom {
        if (framer.serializer() == MessageFramer.Serializer.PROTOBUF) {
            return openProtobuf(framer.bytes(), framer.start(), framer.length(), framer.kind());
        }
        if (framer.isLz4()) {
            return openPacked(lz4.unpack(framer.bytes(), framer.start(), framer.length(), framer.unpackedLength()), 0,
                    framer.unpackedLength());
        }
        return openPacked(framer.bytes(), framer.start(), framer.start() + framer.length());
    }

    private Kind openPacked(byte[] unpacked, int from, int end) {
        bytes = unpacked;
        MessagePack pack = new MessagePack(unpacked, from, end);
        if (pack.map() != 1) {
            throw new Damaged("a message has one name");
        }
        int name = pack.at();
        if (pack.isText(ARROW)) {
            expectList(pack, 2);
            pack.skip(); // the store
            expectList(pack, 3);
            pack.skip(); // the chunk's own id
            pack.skip(); // newest times
            length = pack.blob();
            start = pack.at();
            return Kind.ROWS;
        }
        if (new MessagePack(unpacked, name, end).isText(STORE_INFO)) {
            readStoreInfo(pack, 0);
            return Kind.STORE_INFO;
        }
        return Kind.OTHER;
    }

    private static void expectList(MessagePack pack, int entries) {
        int found = pack.list();
        if (found < entries) {
            throw new Damaged("a list of " + found + " where " + entries + " are expected");
        }
    }

    private void readStoreInfo(MessagePack pack, int depth) {
        for (int left = pack.map(); left > 0; left--) {
            switch (pack.text()) {
                case "info" -> {
                    if (depth > 0) {
                        throw new Damaged("the recording's name is within itself");
                    }
                    readStoreInfo(pack, 1);
                }
                case "application_id" -> {
                    int count = pack.blob();
                    name(pack.at(), count);
                    pack.pass(count);
                }
                case "started" -> {
                    if (pack.isInteger()) {
                        startedNanos = OptionalLong.of(pack.integer());
                    } else {
                        pack.skip();
                    }
                }
                default -> pack.skip();
            }
        }
    }

    private Kind openProtobuf(byte[] message, int from, int count, int kind) throws NoMessageRoom {
        bytes = message;
        Protobuf fields = new Protobuf(message, from, from + count);
        return switch (kind) {
            case KIND_STORE_INFO -> {
                while (fields.next()) {
                    if (fields.field() == 2) {
                        readProtobufInfo(fields.message());
                    }
                }
                yield Kind.STORE_INFO;
            }
            case KIND_ARROW -> {
                openPayload(fields);
                yield Kind.ROWS;
            }
            default -> Kind.OTHER;
        };
    }

    private void readProtobufInfo(Protobuf info) {
        while (info.next()) {
            if (info.field() == 1) {
                readApplication(info.message());
            } else if (info.field() == 2) {
                Protobuf store = info.message();
                while (store.next()) {
                    if (store.field() == 3) {
                        readApplication(store.message());
                    }
                }
            }
        }
    }

    private void readApplication(Protobuf application) {
        while (application.next()) {
            if (application.field() == 1) {
                name(application.start(), application.length());
            }
        }
    }

    private void name(int at, int count) {
        applicationId = new String(bytes, at, Math.min(count, MAX_NAME), StandardCharsets.UTF_8);
    }

    private void openPayload(Protobuf fields) throws NoMessageRoom {
        long compression = 0;
        long unpacked = 0;
        long encoding = 0;
        length = -1;
        while (fields.next()) {
            switch (fields.field()) {
                case 2 -> compression = fields.number();
                case 3 -> unpacked = fields.number();
                case 4 -> encoding = fields.number();
                case 5 -> {
                    start = fields.start();
                    length = fields.length();
                }
                default -> { }
            }
        }
        if (length < 0 || encoding != ENCODING_IPC) {
            throw new Damaged("rows in an encoding of kind " + encoding);
        }
        if (compression == LZ4_BLOCK) {
            if (unpacked < 0 || unpacked > MessageFramer.MAX_MESSAGE || unpacked > 255L * length) {
                throw new Damaged("a message of " + length + " bytes cannot hold " + Long.toUnsignedString(unpacked));
            }
            bytes = lz4.unpack(bytes, start, length, (int) unpacked);
            start = 0;
            length = (int) unpacked;
        } else if (compression > LZ4_BLOCK) {
            throw new Damaged("a compression of kind " + compression);
        }
    }

    /** The array that holds the rows; valid until the next message. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /** What the recording calls itself: {@code <rover>-<folder>}; empty when it did not say. */
    String applicationId() {
        return applicationId;
    }

    /** Unix time at which the recording began, by the rover's clock; the newer files do not say. */
    OptionalLong startedNanos() {
        return startedNanos;
    }
}
