package depot.common.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import depot.common.memory.MemoryBudget;
import depot.common.memory.OutputBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request's way: route, method, page, token, connection limit, handler, answer. Thread-safe; each request comes on a
 * virtual thread of its own.
 */
final class Dispatcher implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger("depot.http");

    // what a page of another origin may read beyond what the Fetch standard always lets it
    private static final String EXPOSED = "accept-ranges, allow, content-disposition, content-range, etag, retry-after";

    // of the kernel, for larger bodies; enough for 10 MB/s at 50 ms
    private static final int SEND_BUFFER_BYTES = 512 * 1024;

    private final Routes routes;
    private final Gate gate;
    private final HttpLimits limits;
    private final ConnectionTakeover connections;
    private final Places places;
    private final ResponseWatch watch;
    private final HttpMetrics metrics;
    private final Refusals refusals;
    private final MemoryBudget memory;
    private final OutputBudget output;

    Dispatcher(Routes routes, Gate gate, HttpLimits limits, ConnectionTakeover connections, Places places, ResponseWatch watch,
            HttpMetrics metrics, Refusals refusals, MemoryBudget memory, OutputBudget output) {
        this.routes = routes;
        this.gate = gate;
        this.limits = limits;
        this.connections = connections;
        this.places = places;
        this.watch = watch;
        this.metrics = metrics;
        this.refusals = refusals;
        this.memory = memory;
        this.output = output;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestThreads.headRead();
        long began = System.nanoTime();
        String method = exchange.getRequestMethod();
        String path = Optional.ofNullable(exchange.getRequestURI().getRawPath()).orElse("");
        Optional<Routes.Match> match = routes.find(path);
        String route = match.map(m -> m.route().pattern().text()).orElse("none");
        String status = answerAndSend(exchange, method, path, route, match);
        metrics.request(method, route, status);
        if (log.isDebugEnabled()) {
            log.debug("{} {} {} {} ms {}", method, path, status, (System.nanoTime() - began) / 10_000 / 100.0, exchange.getRemoteAddress());
        }
    }

    /** The status for the metric: 101 when the connection was upgraded, {@code cut} when the answer did not get out whole. */
    private String answerAndSend(HttpExchange exchange, String method, String path, String route, Optional<Routes.Match> match) {
        Response response = handled(exchange, method, path, route, match);
        if (response == null) {
            return "101";
        }
        RequestInput input = RequestThreads.input();
        input.beginAnswer();
        if (input.endsConnection() || places.full()) {
            // what follows may be no request; or the next one needs the place, whatever this was, an open route among it
            response.with("Connection", "close");
        }
        if (response.status() == 413) {
            refusals.count("body", route, "a body of more bytes than may be was refused");
        }
        return send(exchange, response, route) ? Integer.toString(response.status()) : "cut";
    }

    /**
     * What the request is answered with, or null when the connection was upgraded. Memory for its body is given back then: a client that
     * does not read its answer must not hold it.
     */
    private Response handled(HttpExchange exchange, String method, String path, String route, Optional<Routes.Match> match) {
        MemoryBudget.Share share = memory.share(() -> refusals.count("memory", route,
                "bodies that are being read hold all the memory that they may"));
        try {
            if (match.isEmpty()) {
                throw Refused.notFound("there is nothing at this address");
            }
            Request request = new Request(method, path, route, match.get().values(), exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders(), exchange.getRequestBody(), limits.bodyBytes(),
                    exchange.getRemoteAddress().getAddress().getHostAddress(), share);
            return answer(match.get().route(), request, exchange);
        } catch (Throwable e) { // an Error, too, is answered: the JDK's server would leave the client waiting
            return Errors.answer(e, method + " " + path);
        } finally {
            share.release();
        }
    }

    /** The answer, or null when the connection was upgraded. */
    private Response answer(Routes.Route route, Request request, HttpExchange exchange) throws Exception {
        if (request.method().equals("OPTIONS")) {
            return preflight(route);
        }
        Routes.Action action = route.action(request.method()).orElseThrow(() ->
                new Refused(405, request.method() + " is not for this address, " + route.allow() + " are").with("Allow", route.allow()));
        boolean upgrade = action.upgrade() != null;
        checkPage(request, upgrade);
        gate.check(action.access(), request);
        if ((upgrade || action.access() != Access.OPEN) && !places.admit(exchange.getRemoteAddress().getAddress(), upgrade)) {
            String full = "there are as many " + (upgrade ? "WebSockets" : "connections") + " as there may be";
            refusals.count("connections", "http", full);
            throw Refused.unavailable(full);
        }
        if (!upgrade) {
            return action.handler().handle(request);
        }
        try {
            action.upgrade().upgrade(request, exchange, connections);
        } catch (IOException e) { // the server, whose patience with the head had ended, or the client has closed it meanwhile
            throw new Refused(408, "the connection ended before it could be upgraded");
        }
        return null;
    }

    private void checkPage(Request request, boolean webSocket) {
        try {
            gate.checkPage(request, webSocket);
        } catch (Refused e) {
            refusals.count("origin", request.route(), "a page of another origin was refused");
            throw e;
        }
    }

    /** What a browser asks before it calls from another origin (Fetch standard, CORS-preflight). It carries no token. */
    private static Response preflight(Routes.Route route) {
        return Response.empty(204)
                .with("Allow", route.allow())
                .with("Access-Control-Allow-Methods", route.allow())
                .with("Access-Control-Allow-Headers", "content-type, authorization, idempotency-key, if-match")
                .with("Access-Control-Max-Age", "600");
    }

    /** Whether it got out whole, as far as that is known here. */
    private boolean send(HttpExchange exchange, Response response, String route) {
        Optional<OutputBudget.Hold> held = response.load().map(load -> output.hold(load, () -> {
            refusals.count("output", route, "what waits to be read is more than may be: the slowest are closed");
            connections.sever(exchange);
        }));
        try (ResponseWatch.Answer answer = watch.begin(exchange)) {
            try {
                Headers headers = exchange.getResponseHeaders();
                for (Map.Entry<String, String> header : response.headers().entrySet()) {
                    headers.set(header.getKey(), header.getValue());
                }
                Optional<String> origin = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Origin"));
                gate.allowOrigin(origin).ifPresent(allowed -> {
                    headers.set("Access-Control-Allow-Origin", allowed);
                    headers.set("Access-Control-Expose-Headers", EXPOSED);
                });
                if (gate.originsListed()) {
                    headers.set("Vary", "Origin");
                }
                boolean bodyless = response.length() == 0 || response.status() == 204 || response.status() == 304;
                if (exchange.getRequestMethod().equals("HEAD")) {
                    if (!bodyless) {
                        headers.set("Content-Length", Long.toString(response.length()));
                    }
                    exchange.sendResponseHeaders(response.status(), -1);
                } else {
                    if (response.length() > SEND_BUFFER_BYTES) {
                        connections.boundSendBuffer(exchange, SEND_BUFFER_BYTES);
                    }
                    exchange.sendResponseHeaders(response.status(), bodyless ? -1 : response.length());
                    if (!bodyless) {
                        writeBody(exchange, response, answer.body());
                    }
                }
                exchange.close();
                return true;
            } catch (IOException | RuntimeException e) {
                // the client is gone, or the JDK's server fails on what is left of its body
                log.debug("{}: the answer could not be sent whole: {}", exchange.getRemoteAddress(), e.toString());
                return false;
            } finally {
                held.ifPresent(OutputBudget.Hold::release);
                response.discard();
                connections.settle(exchange);
            }
        }
    }

    private static void writeBody(HttpExchange exchange, Response response, OutputStream body) throws IOException {
        try {
            response.body().writeTo(body);
        } catch (RuntimeException e) {
            log.error("{} {}: the answer could not be written", exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), e);
            throw e;
        }
        body.flush();
    }
}
