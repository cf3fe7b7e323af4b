package depot.gps.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.OutputMessage;
import depot.gnss.ubx.ReceiverPort;
import depot.gps.source.PluggedReceiver;
import depot.gps.source.Receiver;
import depot.gps.source.SerialSource;
import depot.support.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The set-up of a receiver at the end of a pseudo-terminal, which is unplugged, silent and deaf as real ones are. */
class BaseSetupSerialTest {
    private static final BasePlan PLAN = new BasePlan(new BasePlan.Mode.SurveyIn(90, 3), BaseSettings.messages("1005,1074,1084,1230"));
    private static final BaseSetup.Pauses QUICK = new BaseSetup.Pauses(Duration.ofMillis(300), Duration.ofMillis(300),
            Duration.ofMillis(50), Duration.ofMillis(100));
    /** For what a receiver answers, however busy the machine is. */
    private static final BaseSetup.Pauses PATIENT = new BaseSetup.Pauses(Duration.ofSeconds(20), QUICK.look(), QUICK.firstRetry(),
            QUICK.longestRetry());
    private static final List<ConfigItem> SURVEY = List.of(ConfigItem.of(ConfigKeys.TMODE_SVIN_MIN_DUR, 90),
            ConfigItem.of(ConfigKeys.TMODE_SVIN_ACC_LIMIT, 30_000));

    @TempDir
    Path folder;
    private PluggedReceiver plugged;
    private Receiver receiver;
    private BaseSetup setup;

    private void start(BaseSetup.Pauses pauses, ConfigKey... missing) throws IOException {
        Path port = folder.resolve("ttyACM0");
        plugged = new PluggedReceiver(port, Set.of(missing));
        SerialSource source = new SerialSource(List.of(port), 115_200);
        setup = new BaseSetup(PLAN, true, ReceiverKind.UBLOX, () -> true, () -> false, Optional::empty, () -> { }, pauses);
        receiver = new Receiver(source, Time.SYSTEM, List.of(setup));
        setup.start();
        receiver.start();
    }

    @AfterEach
    void end() throws IOException {
        receiver.close();
        setup.close();
        plugged.close();
    }

    private void awaitSet() throws Exception {
        Await.until("it is set up", () -> setup.result() instanceof SetupResult.Done);
    }

    @Test
    void itIsSetUpOnceAndAgainWhenItLostItsPower() throws Exception {
        start(PATIENT);
        awaitSet();
        assertEquals(SURVEY, plugged.settings().getLast());
        int sent = plugged.settings().size();
        plugged.unplug(false);
        Await.until("it is missed", () -> setup.result() instanceof SetupResult.Waiting);
        plugged.plugIn();
        awaitSet();
        assertEquals(sent, plugged.settings().size(), "it had kept its settings: to send them anew would restart the survey");
        plugged.unplug(true);
        Await.until("it is missed again", () -> setup.result() instanceof SetupResult.Waiting);
        plugged.plugIn();
        awaitSet();
        assertEquals(2 * sent, plugged.settings().size());
        assertEquals(SURVEY, plugged.settings().getLast());
    }

    @Test
    void oneThatLostItsPowerWhileTheLineStayedOpenIsNoticed() throws Exception {
        start(PATIENT);
        awaitSet();
        int sent = plugged.settings().size();
        plugged.powerOn();
        Await.until("it is set up again", () -> plugged.settings().size() == 2 * sent);
    }

    @Test
    void aRefusalIsNamed() throws Exception {
        ConfigKey missing = OutputMessage.RTCM_3X_TYPE1230.key(ReceiverPort.USB);
        start(PATIENT, missing);
        Await.until("it is reported", () -> setup.result() instanceof SetupResult.Refused);
        assertEquals("the receiver refused CFG-MSGOUT-RTCM_3X_TYPE1230_USB", setup.result().problem());
    }

    @Test
    void aDeafReceiverIsReportedAndSetUpWhenItAnswers() throws Exception {
        start(QUICK);
        awaitSet();
        plugged.deaf(true);
        Await.until("it is reported", () -> setup.result() instanceof SetupResult.Failed);
        assertEquals("the receiver cannot be set up as a base: it does not answer", setup.result().problem());
        assertTrue(receiver.outage().isEmpty(), "what it sends still comes");
        plugged.powerOn();
        plugged.deaf(false);
        awaitSet();
        assertEquals(SURVEY, plugged.settings().getLast());
    }

    @Test
    void aNewPlanIsAnsweredWithWhatCameOfIt() throws Exception {
        start(PATIENT);
        awaitSet();
        BasePlan fixed = new BasePlan(BaseSettings.fixed(PluggedReceiver.ANTENNA), PLAN.rtcm());
        assertTrue(setup.plan(fixed, Duration.ofSeconds(30)) instanceof SetupResult.Done);
        assertEquals(ConfigItem.of(ConfigKeys.TMODE_MODE, 2), plugged.settings().getLast().getLast());
        plugged.unplug(false);
        Await.until("it is missed", () -> setup.result() instanceof SetupResult.Waiting);
        assertEquals(new SetupResult.Waiting(), setup.plan(PLAN, Duration.ofSeconds(30)), "at once: nobody is there");
    }
}
