package depot.gps.caster;

import depot.common.time.Time;
import depot.gnss.ntrip.Credentials;
import depot.gnss.ntrip.NtripAnswer;
import depot.gnss.ntrip.NtripRequest;
import depot.gnss.ntrip.NtripVersion;
import depot.gps.corrections.Corrections;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a connection's request and answers it with the source table, a refusal, or the stream. Any number of threads,
 * each with a connection of its own.
 */
final class Reception {
    private final CasterConfig config;
    private final Corrections corrections;
    private final SourceTable table;
    private final Authenticator authenticator;
    private final CasterMetrics metrics;
    private final Time time;
    private final AtomicLong ids = new AtomicLong();

    Reception(CasterConfig config, Corrections corrections, StationFacts facts, CasterMetrics metrics, Time time) {
        this.config = config;
        this.corrections = corrections;
        this.metrics = metrics;
        this.time = time;
        table = new SourceTable(corrections, facts);
        authenticator = new Authenticator(config, time);
    }

    /** @return the rover to serve from now on; empty when the connection must be closed */
    Optional<RoverConnection> receive(SocketChannel channel) throws IOException, InterruptedException {
        Door door = new Door(channel, config.limits().headWithin());
        return switch (door.read(config.limits().headBytes())) {
            case Door.Head.Whole head -> whole(door, channel, head);
            case Door.Head.TooLarge _ -> refuse(door, "head_size", error(NtripVersion.V2, "431 Request Header Fields Too Large"));
            case Door.Head.TooLate _ -> refuse(door, "head_time", error(NtripVersion.V2, "408 Request Timeout"));
            case Door.Head.Ended _ -> Optional.empty();
        };
    }

    private Optional<RoverConnection> whole(Door door, SocketChannel channel, Door.Head.Whole head) throws IOException,
            InterruptedException {
        return switch (NtripRequest.parse(head.text())) {
            case NtripRequest.Parsed.Malformed _ -> refuse(door, "malformed", error(NtripVersion.V2, "400 Bad Request"));
            case NtripRequest.Parsed.Request parsed -> {
                NtripRequest request = parsed.request();
                if (request.method().equals("SOURCE")) {
                    yield refuse(door, "upload", NtripAnswer.uploadRefused("Bad Mountpoint"));
                }
                if (!request.method().equals("GET")) {
                    yield refuse(door, "method", error(request.version(), "501 Not Implemented"));
                }
                yield get(door, channel, request, head.after());
            }
        };
    }

    private Optional<RoverConnection> get(Door door, SocketChannel channel, NtripRequest request, byte[] after)
            throws IOException, InterruptedException {
        NtripVersion version = request.version();
        if (request.mountpoint().isEmpty()) {
            return end(door, sourceTable(version));
        }
        if (!config.mountpoints().contains(request.mountpoint())) {
            return refuse(door, "mountpoint", version == NtripVersion.V1 ? sourceTable(version) : error(version, "404 Not Found"));
        }
        return switch (authenticator.check(channel.socket().getInetAddress(), request.credentials(), request.mountpoint())) {
            case WRONG -> refuse(door, "password", NtripAnswer.unauthorized(version, request.mountpoint(), SourceTable.SERVER, now()));
            case BUSY -> refuse(door, "busy", error(version, "503 Service Unavailable"));
            case WELCOME -> welcome(door, channel, request, after);
        };
    }

    private Optional<RoverConnection> welcome(Door door, SocketChannel channel, NtripRequest request, byte[] after) throws IOException {
        if (!door.answer(NtripAnswer.stream(request.version(), !request.unchunked(), SourceTable.SERVER, now()))) {
            return Optional.empty();
        }
        String user = request.credentials().map(Credentials::user).orElse("");
        RoverConnection client = new RoverConnection(channel, new RoverConnection.Identity(ids.incrementAndGet(),
                channel.getRemoteAddress().toString().replaceFirst("^/", ""), printable(user), printable(request.agent().orElse("")),
                request.mountpoint(), request.version(), request.unchunked()), corrections.join(), time, metrics);
        GgaReader reader = new GgaReader();
        request.gga().ifPresent(gga -> client.position(reader.read((gga + "\r\n").getBytes(StandardCharsets.ISO_8859_1), time.millis())));
        client.takeIn(ByteBuffer.wrap(after), reader, Integer.MAX_VALUE); // BKG's client sends its position right behind the head
        metrics.accepted.labels(request.version() == NtripVersion.V1 ? "1" : "2").inc();
        return Optional.of(client);
    }

    private String sourceTable(NtripVersion version) {
        List<depot.gnss.ntrip.StreamRecord> streams = config.mountpoints().stream().map(name -> table.stream(name, config.guarded()))
                .toList();
        return NtripAnswer.sourceTable(version, streams, SourceTable.SERVER, now());
    }

    private Optional<RoverConnection> refuse(Door door, String reason, String answer) throws IOException {
        metrics.refused.labels(reason).inc();
        return end(door, answer);
    }

    private static Optional<RoverConnection> end(Door door, String answer) throws IOException {
        if (door.answer(answer)) {
            door.finish();
        }
        return Optional.empty();
    }

    private String error(NtripVersion version, String status) {
        return NtripAnswer.error(version, status, SourceTable.SERVER, now());
    }

    private ZonedDateTime now() {
        return Instant.ofEpochMilli(time.millis()).atZone(ZoneOffset.UTC);
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.substring(0, Math.min(100, clean.length()));
    }
}
