package depot.common.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A service's routes, declared in one place. HEAD is answered wherever GET is. Filled by one thread at start; read by
 * all afterwards. Where two patterns fit a path, the one declared first counts.
 */
public final class Routes {
    /** What one method of one path does: exactly one of handler and upgrade is there. */
    record Action(Access access, Handler handler, Upgrade upgrade) {}

    record Route(PathPattern pattern, Map<String, Action> actions) {
        /** The methods that the path knows, for Allow. */
        String allow() {
            Set<String> methods = new java.util.TreeSet<>(actions.keySet());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
            return String.join(", ", methods);
        }

        Optional<Action> action(String method) {
            return Optional.ofNullable(actions.get(method.equals("HEAD") ? "GET" : method));
        }
    }

    record Match(Route route, Map<String, String> values) {}

    private final List<Route> routes = new ArrayList<>();

    public Routes get(String pattern, Access access, Handler handler) {
        return add("GET", pattern, new Action(access, handler, null));
    }

    public Routes post(String pattern, Access access, Handler handler) {
        return add("POST", pattern, new Action(access, handler, null));
    }

    public Routes put(String pattern, Access access, Handler handler) {
        return add("PUT", pattern, new Action(access, handler, null));
    }

    public Routes delete(String pattern, Access access, Handler handler) {
        return add("DELETE", pattern, new Action(access, handler, null));
    }

    public Routes webSocket(String pattern, Access access, Upgrade upgrade) {
        return add("GET", pattern, new Action(access, null, upgrade));
    }

    private Routes add(String method, String pattern, Action action) {
        Route route = routes.stream().filter(r -> r.pattern().text().equals(pattern)).findFirst().orElse(null);
        if (route == null) {
            route = new Route(new PathPattern(pattern), new TreeMap<>());
            routes.add(route);
        }
        if (route.actions().put(method, action) != null) {
            throw new IllegalArgumentException(method + " " + pattern + " is declared twice");
        }
        return this;
    }

    /** Every kind of access that one of them asks for. */
    public Set<Access> accesses() {
        return routes.stream().flatMap(route -> route.actions().values().stream()).map(Action::access).collect(Collectors.toSet());
    }

    /** Each route as {@code GET /rovers/{id}}, or {@code WS /ws} for a WebSocket: for tests of their documents. */
    public List<String> declared() {
        return routes.stream().flatMap(route -> route.actions().entrySet().stream()
                .map(each -> (each.getValue().upgrade() == null ? each.getKey() : "WS") + " " + route.pattern().text())).toList();
    }

    /** @param path as it came, not decoded, beginning with a slash */
    Optional<Match> find(String path) {
        List<String> segments = PathPattern.split(path);
        for (Route route : routes) {
            Optional<Map<String, String>> values = route.pattern().match(segments);
            if (values.isPresent()) {
                return Optional.of(new Match(route, values.get()));
            }
        }
        return Optional.empty();
    }
}
