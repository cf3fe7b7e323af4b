package depot.gps.ntrip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.gnss.Streams;
import depot.gnss.ntrip.Chunks;
import depot.gnss.ntrip.StreamRecord;
import depot.gps.corrections.Corrections;
import depot.gps.corrections.Messages;
import depot.support.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NtripPushTest {
    private static final StreamRecord RECORD = new StreamRecord("BASE", "Depot", "RTCM 3.2", "", 2, "GPS", 1, 2, "F9P", false, 0, "");
    private static final NtripPush.Pauses SHORT = new NtripPush.Pauses(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofSeconds(30));
    private static final NtripPush.Pauses SOON_STUCK = new NtripPush.Pauses(SHORT.first(), SHORT.longest(), Duration.ofMillis(300));
    private final Corrections corrections = new Corrections(Time.SYSTEM);

    /** Only what is usable is worth a connection. */
    @BeforeEach
    void usable() {
        corrections.accept(Messages.measurements(1077, 0));
        corrections.accept(Messages.position(1));
    }

    private NtripPush push(NtripAddress address) {
        return NtripPush.start(address, corrections, () -> RECORD, SHORT);
    }

    @Test
    void versionOneSendsThePositionFirstAndThenWhatComes() throws Exception {
        try (StandInCaster caster = new StandInCaster(); NtripPush push = push(caster.address("/BASE"));
                StandInCaster.Taken taken = caster.take()) {
            assertTrue(taken.head.startsWith("SOURCE pass word BASE\r\nSource-Agent: NTRIP depot/"), taken.head);
            taken.send("ICY 200 OK\r\n");
            byte[] first = Messages.position(1).bytes();
            assertArrayEquals(first, taken.read(first.length));
            byte[] sent = Streams.joined(Messages.measurements(1077, 1).bytes(), Messages.large(2).bytes());
            corrections.accept(Messages.measurements(1077, 1));
            corrections.accept(Messages.large(2));
            assertArrayEquals(sent, taken.read(sent.length));
            Await.until("all counted", () -> push.bytes() == first.length + sent.length);
            assertEquals(Optional.empty(), push.outage());
        }
    }

    @Test
    void versionTwoSendsChunks() throws Exception {
        try (StandInCaster caster = new StandInCaster(); NtripPush push = push(caster.address("/BASE?version=2"));
                StandInCaster.Taken taken = caster.take()) {
            assertTrue(taken.head.startsWith("POST /BASE HTTP/1.1\r\n"), taken.head);
            taken.send("HTTP/1.1 200 OK\r\nNtrip-Version: Ntrip/2.0\r\n\r\n");
            Await.until("accepted", () -> push.outage().isEmpty());
            byte[] frame = Messages.large(3).bytes();
            byte[] position = Messages.position(1).bytes();
            byte[] chunk = Streams.joined(Chunks.head(position.length), position, new byte[] {'\r', '\n'});
            assertArrayEquals(chunk, taken.read(chunk.length));
            corrections.accept(Messages.large(3));
            byte[] next = Streams.joined(Chunks.head(frame.length), frame, new byte[] {'\r', '\n'});
            assertArrayEquals(next, taken.read(next.length));
        }
    }

    @Test
    void itComesAgainAfterRefusalsAndDrops() throws Exception {
        try (StandInCaster caster = new StandInCaster(); NtripPush push = push(caster.address("/BASE"))) {
            try (StandInCaster.Taken taken = caster.take()) {
                taken.send("ERROR - Bad Password: pass word\r\n");
                Await.until("a refusal", () -> push.outage().orElse("").endsWith(" refuses: ERROR - Bad Password: ***"));
            }
            for (int i = 0; i < 8; i++) {
                caster.take().close();
            }
            for (int i = 0; i < 2; i++) {
                try (StandInCaster.Taken taken = caster.take()) {
                    taken.send("OK\r\n");
                    byte[] first = Messages.position(1).bytes();
                    assertArrayEquals(first, taken.read(first.length));
                }
            }
            Await.until("an outage", () -> push.outage().isPresent());
            assertFalse(push.outage().orElse("").contains("pass word"));
        }
    }

    @Test
    void aCasterThatReadsNothingIsGivenUpAndTriedAgain() throws Exception {
        try (StandInCaster caster = new StandInCaster();
                NtripPush push = NtripPush.start(caster.address("/BASE"), corrections, () -> RECORD, SOON_STUCK)) {
            try (StandInCaster.Taken taken = caster.take()) {
                taken.send("OK\r\n");
                Await.until("accepted", () -> push.outage().isEmpty());
                AtomicLong given = new AtomicLong();
                Await.until("an outage", () -> {
                    usable();
                    for (int i = 0; i < 100 && given.get() - push.bytes() < 300_000; i++) { // what the kernel takes for both is megabytes
                        given.addAndGet(Messages.large(0).bytes().length);
                        corrections.accept(Messages.large(i % 16));
                    }
                    return push.outage().isPresent();
                });
                assertEquals("the caster takes nothing any more", push.outage().orElseThrow());
            }
            caster.take().close();
        }
    }

    /** It would get what is minutes old from then on, and be shown as connected. */
    @Test
    void aCasterThatFallsTooFarBehindIsConnectedAnew() throws Exception {
        try (StandInCaster caster = new StandInCaster(); NtripPush push = push(caster.address("/BASE"))) {
            try (StandInCaster.Taken taken = caster.take()) {
                taken.send("OK\r\n");
                Await.until("it is connected", () -> push.view().state() == PushView.State.CONNECTED);
                for (int i = 0; i < 20_000; i++) { // more than the kernel takes and the ring keeps
                    corrections.accept(Messages.large(i % 16));
                }
                while (taken.socket.getInputStream().read(new byte[64 * 1024]) > 0) {
                    // now it reads again
                }
                Await.until("an outage", () -> push.outage().isPresent());
                assertEquals("the caster takes the corrections too slowly", push.outage().orElseThrow());
            }
            caster.take().close();
        }
    }

    @Test
    void closingEndsAConnectionThatIsNotAnswered() throws Exception {
        try (StandInCaster caster = new StandInCaster()) {
            NtripPush push = push(caster.address("/BASE"));
            try (StandInCaster.Taken taken = caster.take()) {
                long begin = System.nanoTime();
                push.close();
                assertEquals(0, taken.read(1).length);
                assertTrue(System.nanoTime() - begin < 8_000_000_000L, "it does not wait for an answer");
            }
        }
    }

    /** Public casters shut out bases that connect and send nothing. */
    @Test
    void itConnectsOnlyWhenThereIsSomethingToSend() throws Exception {
        Corrections none = new Corrections(Time.SYSTEM);
        try (StandInCaster caster = new StandInCaster(); NtripPush push = NtripPush.start(caster.address("/BASE"), none, () -> RECORD,
                SHORT)) {
            none.accept(Messages.position(1));
            Await.until("it says what it waits for", () -> push.view().error().equals(Optional.of("no observations (MSM)")));
            assertEquals(PushView.State.WAITING, push.view().state());
            assertEquals(Optional.empty(), push.outage(), "nothing is wrong with the caster");
            assertFalse(caster.hasBeenCalled());
            none.accept(Messages.measurements(1077, 1));
            try (StandInCaster.Taken taken = caster.take()) {
                taken.send("OK\r\n");
                Await.until("it is connected", () -> push.view().state() == PushView.State.CONNECTED);
            }
        }
    }

    @Test
    void itLeavesWhenCorrectionsStopAndComesBackWithThem() throws Exception {
        NtripPush.Pauses soonGone = new NtripPush.Pauses(SHORT.first(), SHORT.longest(), SHORT.first(), SHORT.longest(), SHORT.stuck(),
                Duration.ZERO,
                Duration.ofMillis(300), Duration.ofMinutes(10));
        try (StandInCaster caster = new StandInCaster();
                NtripPush push = NtripPush.start(caster.address("/BASE"), corrections, () -> RECORD, soonGone)) {
            try (StandInCaster.Taken taken = caster.take()) {
                taken.send("OK\r\n");
                Await.until("it is connected", () -> push.view().state() == PushView.State.CONNECTED);
                byte[] position = Messages.position(1).bytes();
                assertArrayEquals(position, taken.read(position.length), "what a new client gets first");
                corrections.stop("the base has moved");
                assertEquals(0, taken.read(1).length, "that was all, and it left");
            }
            Await.until("it waits", () -> push.view().state() == PushView.State.WAITING);
            assertEquals(Optional.empty(), push.outage());
            corrections.resume();
            usable();
            caster.take().close();
        }
    }

    @Test
    void aChangedStreamIsAnnouncedWithANewRecord() throws Exception {
        NtripPush.Pauses soonNew = new NtripPush.Pauses(SHORT.first(), SHORT.longest(), SHORT.first(), SHORT.longest(), SHORT.stuck(),
                Duration.ZERO,
                Duration.ofMinutes(1), Duration.ofMillis(50));
        java.util.concurrent.atomic.AtomicReference<String> details = new java.util.concurrent.atomic.AtomicReference<>("1005(1),1077(1)");
        java.util.function.Supplier<StreamRecord> record = () ->
                new StreamRecord("BASE", "Depot", "RTCM 3.2", details.get(), 2, "GPS", 1, 2, "F9P", false, 0, "");
        try (StandInCaster caster = new StandInCaster(); NtripPush push = NtripPush.start(caster.address("/BASE"), corrections, record,
                soonNew)) {
            try (StandInCaster.Taken taken = caster.take()) {
                assertTrue(taken.head.contains("\r\nSTR: STR;BASE;Depot;RTCM 3.2;1005(1),1077(1);"), taken.head);
                taken.send("OK\r\n");
                Await.until("it is connected", () -> push.view().state() == PushView.State.CONNECTED);
                details.set("1005(5),1077(1)");
                usable();
                Await.until("another rate is nothing new", () -> push.bytes() > 0);
                details.set("1005(5),1077(1),1087(1)");
                try (StandInCaster.Taken next = caster.take()) {
                    assertTrue(next.head.contains(";1005(5),1077(1),1087(1);"), next.head);
                }
            }
        }
    }

    @Test
    void afterARefusalItWaitsLonger() throws Exception {
        NtripPush.Pauses patient = new NtripPush.Pauses(SHORT.first(), SHORT.longest(), Duration.ofHours(1), Duration.ofHours(2),
                SHORT.stuck(), Duration.ZERO,
                Duration.ofMinutes(1), Duration.ofMinutes(10));
        try (StandInCaster caster = new StandInCaster(); NtripPush push = NtripPush.start(caster.address("/BASE"), corrections, () ->
                RECORD, patient)) {
            try (StandInCaster.Taken taken = caster.take()) {
                taken.send("ERROR - Bad Password\r\n");
                Await.until("a refusal", () -> push.view().state() == PushView.State.FAILED);
            }
            usable();
            assertFalse(caster.isCalledWithin(Duration.ofMillis(500)));
        }
    }
}
