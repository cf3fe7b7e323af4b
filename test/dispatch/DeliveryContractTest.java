package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a task or a cancel counts as delivered (its ping was answered), what is sent when a rover comes back, and what
 * must never be sent again: any task message makes a rover begin anew.
 */
class DeliveryContractTest {
    private static final Duration LONGER_THAN_SETTLING = Duration.ofMillis(250);
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass("ROVER_SETTLE", "50ms");
    static final Api api = depot.api();

    /** A task that was written to the rover's link and may or may not have arrived. */
    private static String undelivered(ScriptedRover rover) throws Exception {
        rover.upToHere(); // the ping that greets it is answered, or nothing would be written to it
        rover.holdPongs();
        String task = (String) depot.start(depot.mission(rover.id())).get("id");
        rover.expect("task", task);
        return task;
    }

    /** A rover in the field that read it is on it now, and says nothing between two waypoints: sending it again would start it anew. */
    @Test
    void ofATaskThatWasWrittenIntoALinkThatDiedItIsNotKnownWhetherItCame() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = undelivered(lost);
        assertEquals("sent", depot.task(task).get("delivery"));
        depot.lose(lost);
        Await.until("it is unknown", () -> "unknown".equals(depot.task(task).get("delivery")));
        assertTrue(String.valueOf(depot.task(task).get("waitingFor")).contains("it is not known whether it reached rover " + lost.id()));
        depot.console().awaitType("task_update", m -> ((Map<?, ?>) m.get("task")).get("id").equals(task)
                && "unknown".equals(((Map<?, ?>) m.get("task")).get("delivery")));
        try (ScriptedRover back = depot.rover(lost.id())) {
            back.expectSilence(LONGER_THAN_SETTLING);
            String other = depot.mission(lost.id());
            assertEquals(409, api.send("POST", "/missions/" + other + "/start", null).status(), "it may be on it");
            back.progress(task, 5, 1);
            assertEquals("delivered", depot.awaitTask(task, "active").get("delivery"));
            assertFalse(depot.task(task).containsKey("waitingFor"));
            back.expectNothingYet();
        }
    }

    @Test
    void anUnknownTaskIsSentAnewWhenTheOperatorSaysSo() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = undelivered(lost);
        depot.lose(lost);
        Await.until("it is unknown", () -> "unknown".equals(depot.task(task).get("delivery")));
        try (ScriptedRover back = depot.rover(lost.id())) {
            back.upToHere();
            assertEquals(200, api.send("POST", "/tasks/" + task + "/resend", null).status());
            back.expect("task", task);
            Await.until("it is delivered", () -> "delivered".equals(depot.task(task).get("delivery")));
            back.complete(task);
            depot.awaitTask(task, "done");
        }
    }

    @Test
    void aRoverThatSaysItDoesNothingGetsAnUnknownTaskAgain() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = undelivered(lost);
        depot.lose(lost);
        try (ScriptedRover back = depot.rover(lost.id(), "\"task_id\":null")) {
            back.expect("task", task);
            Await.until("it is delivered", () -> "delivered".equals(depot.task(task).get("delivery")));
        }
    }

    @Test
    void aTaskThatWasNeverWrittenWaitsForAnotherAtOnce() throws Exception {
        try (ScriptedRover slow = ScriptedRover.connect(depot.port(), TestDispatch.newRoverId())) {
            slow.holdPongs(); // nothing is written to a rover that has not answered yet
            slow.register();
            depot.console().awaitConnected(slow.id(), true);
            Map<String, Object> task = depot.start(depot.mission(slow.id()));
            assertEquals("assigned", task.get("status"));
            assertEquals(null, task.get("delivery"));
            depot.lose(slow);
            Map<String, Object> waits = depot.awaitTask(task.get("id"), "pending");
            assertEquals(null, waits.get("roverId"));
            try (ScriptedRover back = depot.rover(slow.id())) {
                back.expect("task", task.get("id"));
            }
        }
    }

    /** PROTOCOL.md, Delivery: a resend is a new attempt: outcomes of earlier ones no longer end it. */
    @Test
    void anOutcomeThatCrossesAResendDoesNotEndIt() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            rover.holdPongs();
            assertEquals(200, api.send("POST", "/tasks/" + task + "/resend", null).status());
            rover.expect("task", task);
            rover.complete(task); // of the run before: it has not read the ping behind the task yet
            rover.upToHere();
            rover.releasePongs();
            rover.upToHere();
            Await.until("the new attempt is delivered", () -> "delivered".equals(depot.task(task).get("delivery")));
            assertEquals("active", depot.task(task).get("status"));
            rover.expectNothingYet(); // a cancel would stop the attempt that it is at
            rover.complete(task);
            depot.awaitTask(task, "done");
        }
    }

    /** Both are written together, as the database is slow at that moment. */
    @Test
    void anOutcomeThatCrossesAResendDoesNotHideItsConfirmation() throws Exception {
        try (ScriptedRover rover = depot.rover(); ScriptedRover busy = depot.rover(); Connection slow = depot.connect()) {
            String task = depot.activate(rover);
            String held = depot.activate(busy);
            rover.holdPongs();
            assertEquals(200, api.send("POST", "/tasks/" + task + "/resend", null).status());
            rover.expect("task", task);
            slow.setAutoCommit(false);
            try (Statement lock = slow.createStatement()) {
                lock.execute("SELECT FROM tasks WHERE id = '" + held + "' FOR UPDATE");
            }
            busy.progress(held, 20, 1);
            depot.awaitOneThatWaits();
            rover.complete(task); // of the run before
            rover.expectNothingYet();
            rover.releasePongs();
            rover.expectNothingYet();
            slow.rollback();
            Await.until("the new attempt is delivered", () -> "delivered".equals(depot.task(task).get("delivery")));
            assertEquals("active", depot.task(task).get("status"));
        }
    }

    /** README: a task is delivered when the rover has answered the ping behind it or reported on it. */
    @Test
    void aRoverThatReportsAFailureHasReadTheTask() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = undelivered(rover);
            rover.failed(task, "no way");
            assertEquals("delivered", depot.awaitTask(task, "failed").get("delivery"));
        }
    }

    @Test
    void aRoverThatReportsOnARunThatHasEndedIsNotFreeUntilItConfirmedItsCancel() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            depot.cancel(task);
            rover.expect("cancel", task);
            rover.upToHere();
            Await.until("it is confirmed", () -> depot.ask("SELECT count(*) FROM rover_cancels WHERE rover_id = '" + rover.id() + "'")
                    .equals("0"));
            rover.holdPongs();
            rover.progress(task, 60, 2); // it drives on
            rover.expect("cancel", task);
            String other = depot.mission(rover.id());
            Api.Answer refused = api.send("POST", "/missions/" + other + "/start", null);
            assertEquals(409, refused.status());
            assertTrue(refused.text().contains("has not confirmed the cancel of task " + task), refused::text);
            rover.releasePongs();
            rover.upToHere();
            depot.assign(rover, other);
        }
    }

    @Test
    void onALinkThatGoesOnItIsNotSentTwice() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = undelivered(rover);
            rover.expectSilence(LONGER_THAN_SETTLING);
            rover.releasePongs();
            rover.upToHere();
            rover.expectSilence(LONGER_THAN_SETTLING);
            assertEquals("assigned", depot.task(task).get("status"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeliveredTaskIsNeverSentAgainByItself(boolean begun) throws Exception {
        ScriptedRover lost = depot.rover();
        String task = begun ? depot.activate(lost) : depot.assign(lost);
        depot.lose(lost);
        try (ScriptedRover back = depot.rover(lost.id())) {
            back.expectSilence(LONGER_THAN_SETTLING);
            back.complete(task);
            depot.awaitTask(task, "done");
            back.expectNothingYet();
        }
    }

    @Test
    void aReportIsAsGoodAsAPong() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = undelivered(lost);
        lost.progress(task, 5, 1);
        depot.awaitTask(task, "active");
        depot.lose(lost);
        try (ScriptedRover back = depot.rover(lost.id())) {
            back.expectSilence(LONGER_THAN_SETTLING);
            assertEquals("active", depot.task(task).get("status"));
        }
    }

    @Test
    void soIsAReportThatWasKeptAndComesInTheBurstAfterRegister() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = undelivered(lost);
        depot.lose(lost);
        try (ScriptedRover back = ScriptedRover.connect(depot.port(), lost.id())) {
            back.register();
            back.progress(task, 40, 2);
            depot.awaitTask(task, "active");
            back.expectSilence(LONGER_THAN_SETTLING);
        }
    }

    @Test
    void aRoverThatSaysItDoesNothingGetsItsDeliveredTaskAgain() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = depot.activate(lost);
        depot.lose(lost);
        try (ScriptedRover rebooted = depot.rover(lost.id(), "\"task_id\":null")) {
            rebooted.expect("task", task);
            rebooted.upToHere();
            rebooted.expectSilence(LONGER_THAN_SETTLING);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRoverThatSaysItIsOnItsTaskDoesNotGetItAgain(boolean delivered) throws Exception {
        ScriptedRover lost = depot.rover();
        String task = delivered ? depot.assign(lost) : undelivered(lost);
        depot.lose(lost);
        try (ScriptedRover back = depot.rover(lost.id(), "\"task_id\":\"" + task + "\"")) {
            back.expectSilence(LONGER_THAN_SETTLING);
            back.progress(task, 50, 1);
            depot.awaitTask(task, "active");
        }
    }

    @Test
    void aRoverThatSaysItIsOnATaskThatEndedIsSentACancel() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = depot.activate(lost);
        depot.lose(lost);
        assertEquals(200, depot.cancel(task).status());
        try (ScriptedRover back = depot.rover(lost.id(), "\"task_id\":\"" + task + "\"")) {
            back.expect("cancel", task);
        }
    }

    @Test
    void aRoverThatSaysItIsOnAnothersTaskIsSentACancel() throws Exception {
        try (ScriptedRover holder = depot.rover()) {
            String task = depot.activate(holder);
            try (ScriptedRover liar = depot.rover(TestDispatch.newRoverId(), "\"task_id\":\"" + task + "\"")) {
                liar.expect("cancel", task);
            }
            assertEquals(holder.id(), depot.task(task).get("roverId"));
            holder.expectNothingYet();
        }
    }

    @Test
    void anUndeliveredCancelIsRepeatedAtRegisterAndTheRoverIsNotFreeUntilItIsDelivered() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = depot.activate(lost);
        lost.holdPongs();
        depot.cancel(task);
        lost.expect("cancel", task);
        String other = depot.mission(lost.id());
        assertEquals(409, api.send("POST", "/missions/" + other + "/start", null).status(), "it may still drive");
        depot.lose(lost);

        try (ScriptedRover back = ScriptedRover.connect(depot.port(), lost.id())) {
            back.holdPongs();
            back.register();
            depot.console().awaitConnected(back.id(), true);
            back.expect("cancel", task);
            assertEquals(409, api.send("POST", "/missions/" + other + "/start", null).status());
            back.releasePongs();
            back.upToHere();
            depot.assign(back, other);
            back.expectNothingYet();
        }
    }

    @Test
    void aDeliveredCancelIsNotRepeated() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = depot.activate(lost);
        depot.cancel(task);
        lost.expect("cancel", task);
        lost.nextFrame();
        lost.upToHere();
        Await.until("its pong is stored", () -> depot.ask("SELECT count(*) FROM rover_cancels WHERE rover_id = '" + lost.id() + "'")
                .equals("0"));
        depot.lose(lost);
        try (ScriptedRover back = depot.rover(lost.id())) {
            back.expectSilence(LONGER_THAN_SETTLING);
        }
    }

    @Test
    void aCancelForARoverThatIsAwayReachesItWhenItRegisters() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = depot.activate(lost);
        depot.lose(lost);
        assertEquals("cancelled", depot.cancel(task).json().get("status"));
        try (ScriptedRover back = depot.rover(lost.id())) {
            back.expect("cancel", task);
            back.upToHere();
            depot.assign(back);
        }
    }

    @Test
    void soDoesTheCancelOfATaskWhoseZoneWasDeletedMeanwhile() throws Exception {
        ScriptedRover lost = depot.rover();
        String zone = depot.zone();
        Object mission = depot.create("/missions", "{\"name\":\"m\",\"zoneId\":\"" + zone + "\",\"roverId\":\"" + lost.id() + "\"}")
                .get("id");
        String task = depot.activate(lost, (String) mission);
        depot.lose(lost);
        assertEquals(204, api.send("DELETE", "/zones/" + zone, null).status());
        try (ScriptedRover back = depot.rover(lost.id())) {
            back.expect("cancel", task);
        }
    }

    @Test
    void ofATaskThatWasCancelledBeforeItWasDeliveredTheRoverHearsNoMoreThanTheCancel() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = undelivered(lost);
        depot.lose(lost);
        depot.cancel(task);
        try (ScriptedRover back = depot.rover(lost.id())) {
            List<Map<String, Object>> heard = back.poll(LONGER_THAN_SETTLING).map(m -> List.of(m.json())).orElse(List.of());
            assertTrue(heard.stream().allMatch(m -> m.equals(Map.of("type", "cancel", "task_id", task))), heard::toString);
            back.upToHere();
            depot.assign(back);
        }
    }

    @Test
    void resendSendsADeliveredTaskAgain() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            Api.Answer answer = api.send("POST", "/tasks/" + task + "/resend", null, "Content-Type", "application/json");
            assertEquals(200, answer.status(), answer::toString);
            assertEquals(task, answer.json().get("id"));
            rover.expect("task", task);
            assertTrue(rover.nextFrame().isPing());
            assertFalse(depot.task(task).get("status").equals("done"));
        }
        assertEquals(404, api.send("POST", "/tasks/" + TestDispatch.NO_ONE + "/resend", null).status());
        assertEquals(404, api.send("POST", "/tasks/no-uuid/resend", null).status());
    }

    @Test
    void resendOfATaskWhoseRoverIsAwayIsRefusedOrKeptForIt() throws Exception {
        ScriptedRover lost = depot.rover();
        String task = depot.activate(lost);
        depot.lose(lost);
        Api.Answer answer = api.send("POST", "/tasks/" + task + "/resend", null);
        assertTrue(answer.status() == 200 || answer.status() == 409, answer::toString);
        try (ScriptedRover back = depot.rover(lost.id())) {
            if (answer.status() == 200) {
                back.expect("task", task);
            }
            back.upToHere();
            back.expectSilence(LONGER_THAN_SETTLING);
        }
        Object pending = depot.queue(depot.mission(TestDispatch.newRoverId())).get("id");
        Api.Answer refused = api.send("POST", "/tasks/" + pending + "/resend", null);
        assertTrue(refused.status() == 404 || refused.status() == 409, refused::toString);
    }

    @Test
    void twoRoversThatPullAtOneIdAreNoticedAndConsolesAreWarned() throws Exception {
        double before = api.metric("depot_rover_links_replaced_total");
        ScriptedRover holder = depot.rover();
        for (int i = 0; i < 5; i++) {
            ScriptedRover other = ScriptedRover.connect(depot.port(), holder.id());
            other.register();
            holder.awaitClose(); // as it can no longer be reached under its id
            holder = other;
        }
        Await.until("all five are counted", () -> api.metric("depot_rover_links_replaced_total") == before + 5);
        String id = holder.id();
        depot.console().awaitType("rover_update", m -> m.get("rover_id").equals(id) && m.get("connected").equals(true)
                && m.containsKey("warning"));
        holder.close();
    }

    @Test
    void theNewerOfTwoConnectionsIsTheRover() throws Exception {
        ScriptedRover older = depot.rover();
        String task = depot.activate(older);
        try (ScriptedRover newer = ScriptedRover.connect(depot.port(), older.id())) {
            newer.register();
            newer.upToHere();
            depot.cancel(task);
            newer.expect("cancel", task);
            newer.upToHere();
            String next = depot.assign(newer);
            assertTrue(older.poll(Duration.ZERO).isEmpty(), "nothing more comes on the older link");
            older.close();
            newer.progress(next, 30, 1);
            depot.awaitTask(next, "active");
            assertEquals(true, depot.console().rover(newer.id()).orElseThrow().get("connected"),
                    "the end of the older link is not the rover's");
            depot.console().awaitRover(newer.id(), next);
        }
    }
}
