package depot.dispatch.store;

import depot.dispatch.model.Task;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What one transaction changed. This process's own listeners get it after the commit, other processes on the same database
 * by NOTIFY, as ids only. Filled by one thread, then only read.
 *
 * <pre>
 *   sender's process | kind | id,id,…      payload of a notification; rover ids are percent-encoded
 *   kinds: T tasks   Z zones   M missions   R rovers   Q the queue of pending tasks   S everything is to stop   H the hold
 *   P the site (place)   A alarms   E rovers in e-stop, fault or teleop
 * </pre>
 */
public final class Changes {
    /** PostgreSQL 16 documentation, NOTIFY: the payload is shorter than 8,000 bytes. */
    private static final int MAX_PAYLOAD = 7900;
    private static final int UUID_LENGTH = 36;

    private final List<Task> tasks = new ArrayList<>();
    private final Set<UUID> taskIds = new LinkedHashSet<>();
    private final Set<UUID> zones = new LinkedHashSet<>();
    private final Set<UUID> missions = new LinkedHashSet<>();
    private final Set<UUID> alarms = new LinkedHashSet<>();
    private final Set<String> rovers = new LinkedHashSet<>();
    private boolean queue;
    private boolean stop;
    private boolean hold;
    private boolean site;
    private boolean troubles;
    private boolean heard;

    /** Takes over the tasks, rovers and the queue of another. */
    void add(Changes other) {
        tasks.addAll(other.tasks);
        rovers.addAll(other.rovers);
        queue |= other.queue;
    }

    /** A task as it is now; a task that changes twice is added twice. */
    public void task(Task task) {
        tasks.add(task);
    }

    public void zone(UUID id) {
        zones.add(id);
    }

    public void mission(UUID id) {
        missions.add(id);
    }

    /** Something about a rover: its link, its task, a cancel that it must get. */
    public void rover(String id) {
        if (id != null) {
            rovers.add(id);
        }
    }

    /** A pending task may find a rover now, or say anew what it waits for. */
    public void queue() {
        queue = true;
    }

    /** Every rover must be sent its cancel, before anything else is done. */
    public void stop() {
        stop = true;
    }

    /** Whether everything is held, or which rovers are out of service, has changed. */
    public void hold() {
        hold = true;
    }

    /** The site's origin, or its picture, has changed. */
    public void site() {
        site = true;
    }

    /** Which rovers are in e-stop, fault or teleop has changed. */
    public void troubles() {
        troubles = true;
    }

    /** Tasks whose new state is known, in order. */
    public List<Task> tasks() {
        return tasks;
    }

    /** Tasks that another process changed: read them. */
    public Set<UUID> taskIds() {
        return taskIds;
    }

    public Set<UUID> zones() {
        return zones;
    }

    public Set<UUID> missions() {
        return missions;
    }

    public Set<String> rovers() {
        return rovers;
    }

    /** Alarms that changed. A trigger of the database notifies of them, whichever process wrote: see 005_site.sql. */
    public Set<UUID> alarms() {
        return alarms;
    }

    public boolean queueToo() {
        return queue;
    }

    public boolean stopToo() {
        return stop;
    }

    public boolean holdToo() {
        return hold;
    }

    public boolean siteToo() {
        return site;
    }

    public boolean troublesToo() {
        return troubles;
    }

    /** Whether another process made them. */
    public boolean heard() {
        return heard;
    }

    /** The payloads that tell another process, each of at most 7,900 bytes; none where nothing changed. */
    List<String> payloads(UUID sender) {
        List<String> payloads = new ArrayList<>();
        if (stop) {
            payloads.add(sender + "|S|");
        }
        Set<UUID> changed = new LinkedHashSet<>();
        tasks.forEach(task -> changed.add(task.id()));
        add(payloads, sender + "|T|", changed, UUID::toString);
        add(payloads, sender + "|Z|", zones, UUID::toString);
        add(payloads, sender + "|M|", missions, UUID::toString);
        add(payloads, sender + "|R|", rovers, id -> URLEncoder.encode(id, StandardCharsets.UTF_8));
        if (queue) {
            payloads.add(sender + "|Q|");
        }
        if (hold) {
            payloads.add(sender + "|H|");
        }
        if (site) {
            payloads.add(sender + "|P|");
        }
        if (troubles) {
            payloads.add(sender + "|E|");
        }
        return payloads;
    }

    private static <T> void add(List<String> payloads, String head, Collection<T> ids, Function<T, String> text) {
        StringBuilder payload = new StringBuilder(head);
        for (T id : ids) {
            String next = text.apply(id);
            if (payload.length() > head.length() && payload.length() + next.length() + 1 > MAX_PAYLOAD) {
                payloads.add(payload.toString());
                payload.setLength(head.length());
            }
            payload.append(payload.length() > head.length() ? "," : "").append(next);
        }
        if (payload.length() > head.length()) {
            payloads.add(payload.toString());
        }
    }

    /** Takes in a notification; one that this version does not understand, or of {@code self}, is skipped. */
    void hear(String payload, UUID self) {
        if (payload.length() < UUID_LENGTH + 3 || payload.startsWith(self.toString())) {
            return;
        }
        heard = true;
        String rest = payload.substring(UUID_LENGTH + 3);
        List<String> ids = rest.isEmpty() ? List.of() : List.of(rest.split(","));
        switch (payload.charAt(UUID_LENGTH + 1)) {
            case 'T' -> ids.forEach(id -> taskIds.add(UUID.fromString(id)));
            case 'Z' -> ids.forEach(id -> zones.add(UUID.fromString(id)));
            case 'M' -> ids.forEach(id -> missions.add(UUID.fromString(id)));
            case 'R' -> ids.forEach(id -> rovers.add(URLDecoder.decode(id, StandardCharsets.UTF_8)));
            case 'Q' -> queue = true;
            case 'S' -> stop = true;
            case 'H' -> hold = true;
            case 'P' -> site = true;
            case 'E' -> troubles = true;
            case 'A' -> ids.forEach(id -> alarms.add(UUID.fromString(id)));
            default -> { } // a newer version's
        }
    }
}
