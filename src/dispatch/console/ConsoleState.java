package depot.dispatch.console;

import depot.common.GuardedBy;
import depot.common.broadcast.Broadcaster;
import depot.common.broadcast.Subscription;
import depot.common.json.JsonText;
import depot.common.memory.OutputBudget;
import depot.common.websocket.Frame;
import depot.dispatch.model.Hold;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rover.OpenTasks;
import depot.dispatch.web.TaskJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What consoles are shown: which rovers are connected, which tasks are open, and the last change of everything else.
 * Each change is encoded once and goes to a ring that all consoles read. A console that joins gets the state. One that
 * fell behind gets the state and the newest version of all that changed since, including what ended or left; so does one
 * that comes back, as existing consoles do not fetch their lists again after a reconnection.
 *
 * <p>Thread-safe. Only {@link ConsoleUpdater}'s thread changes it; any thread may join or call a getter.
 */
public final class ConsoleState implements OpenTasks {
    private static final int RING = 16_384;
    private static final int MAX_RECENT = 4 * RING;
    // of the ring, and of what is recent
    private static final long MAX_BYTES = Math.min(8 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 32);
    private static final Comparator<OpenTask> OLDEST_FIRST =
            Comparator.comparing((OpenTask open) -> open.task().createdAt()).thenComparing(open -> open.task().id());

    private final Broadcaster<Frame> ring = Broadcaster.inRounds(RING, Frame::length, MAX_BYTES, Frame::join);
    private final OutputBudget output;
    private final long maxRecentBytes;
    @GuardedBy("this") private final Map<String, Connected> rovers = new TreeMap<>();
    @GuardedBy("this") private final Map<UUID, OpenTask> tasks = new HashMap<>();
    @GuardedBy("this") private final Map<String, UUID> taskOfRover = new HashMap<>();
    @GuardedBy("this") private Hold hold; // null until it is known
    @GuardedBy("this") private Frame holdFrame;
    // by rover id or UUID; oldest change first
    @GuardedBy("this") private final LinkedHashMap<Object, Recent> recent = new LinkedHashMap<>();
    @GuardedBy("this") private long recentBytes;
    @GuardedBy("this") private Frame whole; // the state as one; null when it has changed since

    /** @param output what is kept for consoles that come back is charged to it */
    public ConsoleState(OutputBudget output) {
        this(output, MAX_BYTES);
    }

    ConsoleState(OutputBudget output, long maxRecentBytes) {
        this.output = output;
        this.maxRecentBytes = maxRecentBytes;
    }

    private record Connected(RoverState state, Frame frame) {}

    private record OpenTask(Task task, Frame frame) {}

    /** The last word on something that is not part of the state; the frame is null where consoles never heard of it. */
    private record Recent(Frame frame, long position) {
        int bytes() {
            return frame == null ? 0 : frame.length();
        }
    }

    /** The state that a console begins with, as one frame (an empty one for none), and what goes on from there. */
    record Start(Frame whole, Subscription<Frame> news) {}

    // ---- changed by ConsoleUpdater's thread

    /** A rover's state; nothing happens when it is as it was. */
    synchronized void rover(RoverState state) {
        Connected before = rovers.get(state.rover());
        if (before != null ? before.state.equals(state) : !state.connected() && !state.outOfService()
                && !recent.containsKey(state.rover())) {
            return;
        }
        Frame frame = Frame.text(JsonText.write(state::writeTo));
        long position = ring.publish(frame);
        whole = null;
        if (state.connected()) {
            rovers.put(state.rover(), new Connected(state, frame));
            forget(state.rover());
        } else {
            rovers.remove(state.rover());
            remember(state.rover(), frame, position);
        }
    }

    /** A task's state; one that is older than what was shown is skipped. */
    synchronized void task(Task task) {
        OpenTask before = tasks.get(task.id());
        if (recent.containsKey(task.id()) || before != null && task.version() < before.task.version()) {
            return; // an ended task never changes again; a change from before its deletion may arrive late
        }
        if (before != null && before.task.looksAs(task)) {
            tasks.put(task.id(), new OpenTask(task, before.frame));
            return;
        }
        Frame frame = Frame.text(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "task_update");
            json.writeFieldName("task");
            TaskJson.write(task, json);
            json.writeEndObject();
        }));
        long position = ring.publish(frame);
        whole = null;
        if (before != null && before.task.roverId() != null) {
            taskOfRover.remove(before.task.roverId(), task.id());
        }
        if (TaskStatus.ON_ROVER.contains(task.status())) {
            taskOfRover.put(task.roverId(), task.id());
        }
        if (task.status().hasEnded()) {
            tasks.remove(task.id());
            remember(task.id(), frame, position);
        } else {
            tasks.put(task.id(), new OpenTask(task, frame));
        }
    }

    /**
     * A task that is not in the database any more. Another process's deletion may be heard before the thread here that made
     * the task has announced it: then it is never shown.
     */
    synchronized void gone(UUID task) {
        if (!tasks.containsKey(task) && !recent.containsKey(task)) {
            remember(task, null, ring.end());
        }
    }

    /** A zone or a mission: its update, or that it was deleted. */
    synchronized void plan(UUID id, JsonText.Body message) {
        Frame frame = Frame.text(JsonText.write(message));
        remember(id, frame, ring.publish(frame));
    }

    @GuardedBy("this")
    private void remember(Object key, Frame frame, long position) {
        forget(key);
        Recent last = new Recent(frame, position);
        recent.put(key, last);
        count(last.bytes());
        while (recent.size() > MAX_RECENT || recentBytes > maxRecentBytes) {
            forget(recent.keySet().iterator().next());
        }
    }

    @GuardedBy("this")
    private void forget(Object key) {
        Recent before = recent.remove(key);
        if (before != null) {
            count(-before.bytes());
        }
    }

    @GuardedBy("this")
    private void count(int more) {
        recentBytes += more;
        output.keep(more);
    }

    /** Whether everything is held; nothing happens when it is as it was. */
    synchronized void hold(Hold now) {
        if (hold != null && hold.held() == now.held() && Objects.equals(hold.since(), now.since())) {
            return;
        }
        hold = now;
        whole = null;
        holdFrame = Frame.text(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "hold_update");
            json.writeBooleanField("held", now.held());
            json.writeStringField("since", now.since() == null ? null : now.since().toString());
            json.writeEndObject();
        }));
        ring.publish(holdFrame);
    }

    // ---- read by any thread

    /**
     * All consoles that join while the state is the same share one frame of it, so slow ones keep only one alive, which is charged to the
     * output budget.
     */
    synchronized Start join() {
        if (whole == null) {
            whole = Frame.join(state());
        }
        return new Start(whole, ring.subscribe());
    }

    /**
     * What is no part of the state and changed last from {@code cursor} on and before {@code end}, as one frame (an empty one for none). It
     * is the asking console's alone, which asks only when it can be written.
     */
    synchronized Frame since(long cursor, long end) {
        return Frame.join(recent.values().stream().filter(each -> each.frame != null && each.position >= cursor && each.position < end)
                .map(Recent::frame).toList());
    }

    @GuardedBy("this")
    private List<Frame> state() {
        List<Frame> frames = new ArrayList<>();
        rovers.values().forEach(each -> frames.add(each.frame));
        tasks.values().stream().sorted(OLDEST_FIRST).forEach(each -> frames.add(each.frame));
        if (holdFrame != null) {
            frames.add(holdFrame);
        }
        return frames;
    }

    public synchronized boolean isConnected(String rover) {
        return rovers.containsKey(rover);
    }

    public synchronized int connectedRovers() {
        return rovers.size();
    }

    @Override
    public synchronized List<String> rovers() {
        return List.copyOf(rovers.keySet());
    }

    @Override
    public synchronized List<Task> openTasks() {
        return tasks.values().stream().sorted(OLDEST_FIRST).map(OpenTask::task).toList();
    }

    /** Those that a rover has, in no order. */
    synchronized List<Task> tasksOnRovers() {
        List<Task> onRovers = new ArrayList<>();
        for (UUID id : taskOfRover.values()) {
            openTask(id).ifPresent(onRovers::add);
        }
        return onRovers;
    }

    /** How many rovers have a task and are not connected. */
    public synchronized int awayWithTask() {
        Set<String> away = new HashSet<>(taskOfRover.keySet());
        away.removeAll(rovers.keySet());
        return away.size();
    }

    synchronized Optional<Task> openTask(UUID id) {
        return Optional.ofNullable(tasks.get(id)).map(OpenTask::task);
    }

    @Override
    public synchronized List<String> idleRovers() {
        List<String> idle = new ArrayList<>(rovers.keySet());
        idle.removeAll(taskOfRover.keySet());
        return List.copyOf(idle);
    }

    @Override
    public synchronized Optional<UUID> taskOf(String rover) {
        return Optional.ofNullable(taskOfRover.get(rover));
    }
}
