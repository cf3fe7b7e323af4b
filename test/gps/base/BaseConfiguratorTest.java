package depot.gps.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Ecef;
import depot.gnss.frames.Framer;
import depot.gnss.ubx.CfgValset;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.ConfigLayer;
import depot.gnss.ubx.OutputMessage;
import depot.gnss.ubx.ReceiverPort;
import depot.gnss.ubx.UbxDecoder;
import depot.gps.sim.SimulatedReceiver;
import depot.gps.source.PluggedReceiver;
import depot.gps.source.ReceiverLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The dialogue with a receiver that answers at once. */
class BaseConfiguratorTest {
    private static final BasePlan SURVEY = new BasePlan(new BasePlan.Mode.SurveyIn(120, 2.5), BaseSettings.messages("1005,1077,1230"));
    private final Commands commands = new Commands(Duration.ofMillis(50));
    private final BaseConfigurator configurator = new BaseConfigurator(commands);
    private final List<CfgValset> sent = new ArrayList<>();
    private int commandsToSwallow;
    private boolean forgets;

    private void connect(ConfigKey... missing) {
        SimulatedReceiver receiver = new SimulatedReceiver(PluggedReceiver.ANTENNA, Set.of(missing), new Random(1));
        Framer toReceiver = new Framer(frame -> {
            if (UbxDecoder.decode(frame) instanceof CfgValset set) {
                sent.add(set);
            }
        });
        Framer fromReceiver = new Framer(commands::frame);
        commands.opened(new ReceiverLink() {
            @Override
            public int read(byte[] buffer) {
                return -1;
            }

            @Override
            public void write(byte[] bytes) {
                if (commandsToSwallow-- > 0) {
                    return;
                }
                toReceiver.accept(bytes);
                fromReceiver.accept(receiver.answer(bytes));
                if (forgets) {
                    receiver.powerOn();
                }
            }

            @Override
            public void close() {}
        });
    }

    private List<ConfigItem> sentItems() {
        return sent.stream().flatMap(set -> set.items().stream()).toList();
    }

    @Test
    void whatDiffersIsSentToRamAndTimeModeLast() throws Exception {
        connect();
        SetupResult.Done done = (SetupResult.Done) configurator.apply(SURVEY);
        assertTrue(sent.stream().allMatch(set -> set.layers().equals(Set.of(ConfigLayer.RAM))));
        assertEquals(done.itemsSent(), sentItems().size());
        assertEquals(List.of(ConfigItem.of(ConfigKeys.TMODE_SVIN_MIN_DUR, 120), ConfigItem.of(ConfigKeys.TMODE_SVIN_ACC_LIMIT, 25_000)),
                sent.getLast().items(), "its mode was right already");
        for (ReceiverPort port : List.of(ReceiverPort.USB, ReceiverPort.UART1)) {
            assertTrue(sentItems().contains(ConfigItem.of(OutputMessage.RTCM_3X_TYPE1077.key(port), 1)));
            assertTrue(sentItems().contains(ConfigItem.of(OutputMessage.RTCM_3X_TYPE1074.key(port), 0)), "MSM4 and MSM7 are not mixed");
        }
        assertFalse(sentItems().stream().anyMatch(item -> item.key().equals(OutputMessage.RTCM_3X_TYPE1005.key(ReceiverPort.USB))), "it was right already");
    }

    @Test
    void whatIsSetAlreadyIsNotSentAgainSoThatTheSurveyGoesOn() throws Exception {
        connect();
        configurator.apply(SURVEY);
        sent.clear();
        assertEquals(new SetupResult.Done(0), configurator.apply(SURVEY));
        assertEquals(List.of(), sent);
    }

    @Test
    void aFixedPositionIsSetToTheTenthOfAMillimetre() throws Exception {
        connect();
        Ecef place = new Ecef(4_444_030.8029, -3_085_671.2351, 3_366_658.2560);
        configurator.apply(new BasePlan(new BasePlan.Mode.Fixed(place, OptionalDouble.of(0.8383), true), SURVEY.rtcm()));
        List<ConfigItem> items = sent.getLast().items();
        assertEquals(ConfigKeys.TMODE_MODE, items.getLast().key());
        assertTrue(items.containsAll(List.of(ConfigItem.of(ConfigKeys.TMODE_ECEF_X, 444_403_080), ConfigItem.of(ConfigKeys.TMODE_ECEF_X_HP, 29),
                ConfigItem.of(ConfigKeys.TMODE_ECEF_Y, -308_567_124), ConfigItem.of(ConfigKeys.TMODE_ECEF_Y_HP, 49),
                ConfigItem.of(ConfigKeys.TMODE_ECEF_Z, 336_665_826), ConfigItem.of(ConfigKeys.TMODE_ECEF_Z_HP, -40),
                ConfigItem.of(ConfigKeys.TMODE_FIXED_POS_ACC, 8383), ConfigItem.of(ConfigKeys.TMODE_MODE, 2))), items::toString);
    }

    @Test
    void aKeyThatTheReceiverDoesNotHaveIsNamedAndTheRestIsSet() throws Exception {
        ConfigKey missing = OutputMessage.UBX_MON_RF.key(ReceiverPort.USB);
        connect(missing);
        assertEquals(new SetupResult.Refused(List.of(missing)), configurator.apply(SURVEY));
        assertEquals("the receiver refused CFG-MSGOUT-UBX_MON_RF_USB", configurator.apply(SURVEY).problem());
        assertTrue(sentItems().contains(ConfigItem.of(ConfigKeys.TMODE_SVIN_MIN_DUR, 120)));
    }

    @Test
    void timeModeIsNotSwitchedOnWithAPartOfItRefused() throws Exception {
        connect(ConfigKeys.TMODE_ECEF_Z_HP);
        SetupResult result = configurator.apply(new BasePlan(new BasePlan.Mode.Fixed(new Ecef(1, 2, 3.0001), OptionalDouble.empty(), false), SURVEY.rtcm()));
        assertEquals(new SetupResult.Refused(List.of(ConfigKeys.TMODE_ECEF_Z_HP)), result);
        assertFalse(sentItems().stream().anyMatch(item -> item.key().equals(ConfigKeys.TMODE_MODE)), sent::toString);
    }

    @Test
    void aValueThatIsRefusedIsFoundAmongTheOthers() throws Exception {
        connect();
        assertEquals(new SetupResult.Refused(List.of(ConfigKeys.TMODE_SVIN_MIN_DUR)), configuratorWithBadDuration());
    }

    /** The key is known, so that only the message that sets it is refused. */
    private SetupResult configuratorWithBadDuration() throws Exception {
        ConfigKey bad = ConfigKeys.TMODE_SVIN_MIN_DUR;
        Framer answers = new Framer(commands::frame);
        SimulatedReceiver receiver = new SimulatedReceiver(PluggedReceiver.ANTENNA, Set.of(), new Random(1));
        commands.opened(new ReceiverLink() {
            private boolean refuse;
            private final Framer sentToIt = new Framer(frame ->
                    refuse = UbxDecoder.decode(frame) instanceof CfgValset set && set.items().stream().anyMatch(item -> item.key().equals(bad)));

            @Override
            public int read(byte[] buffer) {
                return -1;
            }

            @Override
            public void write(byte[] bytes) {
                sentToIt.accept(bytes);
                answers.accept(refuse ? new depot.gnss.ubx.Ack(false, depot.gnss.ubx.UbxId.CFG_VALSET).encode() : receiver.answer(bytes));
            }

            @Override
            public void close() {}
        });
        return configurator.apply(SURVEY);
    }

    @Test
    void aCommandThatIsNotAnsweredIsSentAgain() throws Exception {
        connect();
        commandsToSwallow = 2;
        assertTrue(configurator.apply(SURVEY) instanceof SetupResult.Done);
        commandsToSwallow = 3;
        assertEquals(new SetupResult.Failed("it does not answer"), configurator.apply(SURVEY));
    }

    @Test
    void whatIsReadBackOtherwiseThanItWasSetIsToldOf() throws Exception {
        connect();
        forgets = true;
        SetupResult result = configurator.apply(SURVEY);
        assertTrue(result instanceof SetupResult.Failed failed && failed.why().startsWith("read back, CFG-"), result::toString);
    }

    @Test
    void aReceiverThatIsToBeNoBaseSendsNoCorrections() throws Exception {
        connect();
        configurator.apply(new BasePlan(new BasePlan.Mode.Off(), SURVEY.rtcm()));
        assertEquals(List.of(ConfigItem.of(ConfigKeys.TMODE_MODE, 0)), sent.getLast().items());
        assertTrue(sentItems().contains(ConfigItem.of(OutputMessage.RTCM_3X_TYPE1005.key(ReceiverPort.USB), 0)));
    }
}
