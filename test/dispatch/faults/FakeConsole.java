package depot.dispatch.faults;

import depot.sim.client.SelectorLoop;
import depot.support.Json;
import java.time.Duration;
import java.util.Map;

/**
 * An operator's console on {@code /ws/console} that connects again, as those in the field do, and writes down what it was
 * told of tasks and rovers. Lives on its loop's thread; {@link #start} and {@link #close} may be called from any.
 */
final class FakeConsole implements AutoCloseable {
    private final String name;
    private final History history;
    private final ReconnectingLink link;

    /** @param pause from a drop to the next attempt; 3 s in the field */
    FakeConsole(String name, Duration pause, int port, SelectorLoop loop, History history) {
        this.name = name;
        this.history = history;
        this.link = new ReconnectingLink(loop, port, "/ws/console", pause, new Wire());
    }

    void start() {
        link.start();
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        link.close();
    }

    private final class Wire implements ReconnectingLink.Owner {
        @Override
        public void opened(int number) {
            history.add(new Event.ConsoleOpened(history.now(), name, number));
        }

        @Override
        public void message(Map<String, Object> json) {
            switch (String.valueOf(json.get("type"))) {
                case "task_update" -> history.add(new Event.SawTask(history.now(), name, link.link(),
                        TaskView.of(Json.object(json.get("task")))));
                case "rover_update" -> history.add(new Event.SawRover(history.now(), name, link.link(), (String) json.get("rover_id"),
                        Boolean.TRUE.equals(json.get("connected")), (String) json.get("task_id")));
                default -> { } // zones and missions are not this console's
            }
        }

        @Override
        public void dropped(int number) {
            history.add(new Event.ConsoleDropped(history.now(), name, number));
        }
    }
}
