package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.Await;
import depot.support.TestDatabase;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TASKS_KEEP_DAYS: what is older goes, and nothing else. */
class RetentionContractTest {
    private static final String LEFT = "SELECT coalesce(string_agg(name, ' ' ORDER BY name COLLATE \"C\"), '') FROM ("
            + "SELECT error AS name FROM tasks WHERE error IS NOT NULL UNION ALL SELECT why FROM task_events WHERE who = 'test' "
            + "UNION ALL SELECT rover_id FROM rover_links "
            + "UNION ALL SELECT 'cancel-of-' || rover_id FROM rover_cancels UNION ALL SELECT 'key-' || key FROM idempotency_keys) rows";
    private static final String YOUNG =
            "cancel-of-link-young key-young link-connected link-open link-young task-nothing-said-young task-open task-young young-event";
    private static final String OLD = "cancel-of-link-old key-old link-old old-event task-nothing-said-old task-old";

    private TestDatabase database;

    @BeforeEach
    void fill() throws Exception {
        database = TestDatabase.create();
        try (TestDispatch depot = TestDispatch.on(database.url())) {
            depot.mission(null);
        }
        database.sql("""
                INSERT INTO tasks(mission_id, rover_id, status, error, created_at, ended_at, sent_link, delivered_at, heard_at)
                    SELECT m.id, 'r', status, error, now() - made, now() - ended, 0, now(), now() FROM missions m, (VALUES
                    ('done', 'task-old', '400 days'::interval, '370 days'::interval), ('failed', 'task-young', '400 days', '300 days'),
                    ('cancelled', 'task-nothing-said-old', '400 days', NULL),
                    ('failed', 'task-nothing-said-young', '100 days', NULL)) v(status, error, made, ended);
                INSERT INTO tasks(mission_id, rover_id, status, error, created_at, sent_link, delivered_at, heard_at)
                    SELECT id, 'link-open', 'active', 'task-open', now() - interval '400 days', 0, now(), now() FROM missions;
                UPDATE missions SET on_loss = 'wait';
                INSERT INTO task_events(task_id, to_status, who, why, at) VALUES
                    (gen_random_uuid(), 'done', 'test', 'old-event', now() - interval '366 days'),
                    (gen_random_uuid(), 'done', 'test', 'young-event', now() - interval '364 days');
                INSERT INTO rover_links(rover_id, link, connected, disconnected_at) VALUES
                    ('link-old', 1, false, now() - interval '366 days'), ('link-young', 2, false, now() - interval '364 days'),
                    ('link-open', 3, false, now() - interval '400 days');
                INSERT INTO rover_links(rover_id, link, connected, process, idle_since)
                    VALUES ('link-connected', 4, true, NULL, now() - interval '400 days');
                INSERT INTO rover_cancels(rover_id, task_id) VALUES ('link-old', gen_random_uuid()), ('link-young', gen_random_uuid());
                INSERT INTO idempotency_keys(route, key, body_hash, status, answer, created_at) VALUES
                    ('r', 'old', '', 201, '', now() - interval '25 hours'), ('r', 'young', '', 201, '', now() - interval '23 hours')""");
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    private String left() throws SQLException {
        return database.ask(LEFT);
    }

    private void updatedTwoDaysAgo() throws SQLException {
        database.sql("UPDATE dispatch_migrations SET applied_at = now() - interval '2 days'");
    }

    private void awaitUnderDispatch(String what, Callable<Boolean> condition, String... settings) throws Exception {
        TestDispatch depot = TestDispatch.on(database.url(), settings);
        try {
            Await.until(what, condition);
            depot.awaitTask(depot.queue(depot.mission("not-there")).get("id"), "pending"); // it goes on serving
        } finally {
            depot.close();
        }
    }

    @Test
    void whatIsOlderGoesAndNothingElse() throws Exception {
        updatedTwoDaysAgo();
        awaitUnderDispatch("what is old is gone", () -> left().equals(YOUNG));
    }

    @Test
    void zeroIsForEver() throws Exception {
        updatedTwoDaysAgo();
        awaitUnderDispatch("keys are not tasks, and go", () -> !left().contains("key-old"), "TASKS_KEEP_DAYS", "0");
        assertEquals(sorted(YOUNG + " " + OLD.replace("key-old ", "")), left());
    }

    @Test
    void forADayAfterTheUpdateNothingGoes() throws Exception {
        awaitUnderDispatch("keys go", () -> !left().contains("key-old"));
        assertEquals(sorted(YOUNG + " " + OLD.replace("key-old ", "")), left());
    }

    @Test
    void aShorterTimeTakesMore() throws Exception {
        updatedTwoDaysAgo();
        awaitUnderDispatch("only what is open, connected or of today is there", () -> left()
                .equals("key-young link-connected link-open task-open"),
                "TASKS_KEEP_DAYS", "1");
    }

    private static String sorted(String words) {
        return String.join(" ", java.util.Arrays.stream(words.split(" ")).sorted().toList());
    }
}
