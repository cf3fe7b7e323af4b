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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertFalse(sentItems().stream().anyMatch(item -> item.key().equals(OutputMessage.RTCM_3X_TYPE1005.key(ReceiverPort.USB))),
                "it was right already");
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
        assertTrue(items.containsAll(List.of(ConfigItem.of(ConfigKeys.TMODE_ECEF_X, 444_403_080),
                ConfigItem.of(ConfigKeys.TMODE_ECEF_X_HP, 29),
                ConfigItem.of(ConfigKeys.TMODE_ECEF_Y, -308_567_124), ConfigItem.of(ConfigKeys.TMODE_ECEF_Y_HP, 49),
                ConfigItem.of(ConfigKeys.TMODE_ECEF_Z, 336_665_826), ConfigItem.of(ConfigKeys.TMODE_ECEF_Z_HP, -40),
                ConfigItem.of(ConfigKeys.TMODE_FIXED_POS_ACC, 8383), ConfigItem.of(ConfigKeys.TMODE_MODE, 2))), items::toString);
    }

    @Test
    void aKeyThatTheReceiverDoesNotHaveIsNamedAndTheRestIsSet() throws Exception {
        ConfigKey missing = OutputMessage.RTCM_3X_TYPE1230.key(ReceiverPort.USB);
        connect(missing);
        assertEquals(SetupResult.Refused.of(List.of(missing)), configurator.apply(SURVEY));
        assertEquals("the receiver refused CFG-MSGOUT-RTCM_3X_TYPE1230_USB", configurator.apply(SURVEY).problem());
        assertTrue(sentItems().contains(ConfigItem.of(ConfigKeys.TMODE_SVIN_MIN_DUR, 120)));
    }

    @Test
    void timeModeIsNotSwitchedOnWithAPartOfItRefused() throws Exception {
        connect(ConfigKeys.TMODE_ECEF_Z_HP);
        SetupResult result = configurator.apply(new BasePlan(new BasePlan.Mode.Fixed(new Ecef(1, 2, 3.0001), OptionalDouble.empty(), false),
                SURVEY.rtcm()));
        assertEquals(SetupResult.Refused.of(List.of(ConfigKeys.TMODE_ECEF_Z_HP)), result);
        assertFalse(sentItems().stream().anyMatch(item -> item.key().equals(ConfigKeys.TMODE_MODE)), sent::toString);
    }

    @Test
    void aValueThatIsRefusedIsFoundAmongTheOthers() throws Exception {
        connect();
        assertEquals(SetupResult.Refused.of(List.of(ConfigKeys.TMODE_SVIN_MIN_DUR)), configuratorWithBadDuration());
    }

    /** The key is known, so that only the message that sets it is refused. */
    private SetupResult configuratorWithBadDuration() throws Exception {
        ConfigKey bad = ConfigKeys.TMODE_SVIN_MIN_DUR;
        Framer answers = new Framer(commands::frame);
        SimulatedReceiver receiver = new SimulatedReceiver(PluggedReceiver.ANTENNA, Set.of(), new Random(1));
        commands.opened(new ReceiverLink() {
            private boolean refuse;
            private final Framer sentToIt = new Framer(frame ->
                    refuse = UbxDecoder.decode(frame) instanceof CfgValset set && set.items().stream()
                            .anyMatch(item -> item.key().equals(bad)));

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
    void aSettingThatIsReadBackOtherwiseThanItWasSetIsReported() throws Exception {
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

    @Test
    void aSurveyThatIsAskedForIsMadeAnewThoughNothingDiffers() throws Exception {
        connect();
        configurator.apply(SURVEY);
        sent.clear();
        SetupResult.Done done = (SetupResult.Done) configurator.apply(SURVEY, true);
        assertTrue(done.itemsSent() > 0);
        assertEquals(List.of(ConfigItem.of(ConfigKeys.TMODE_MODE, 0)), sent.getFirst().items(),
                "time mode ends first: an ended survey does not begin again");
        assertEquals(List.of(ConfigItem.of(ConfigKeys.TMODE_SVIN_MIN_DUR, 120), ConfigItem.of(ConfigKeys.TMODE_SVIN_ACC_LIMIT, 25_000),
                ConfigItem.of(ConfigKeys.TMODE_MODE, 1)), sent.getLast().items());
        assertEquals(2, sent.size(), "and nothing else is touched");
    }

    private static ConfigKey[] keysOf(OutputMessage... messages) {
        return java.util.Arrays.stream(messages).flatMap(m ->
                java.util.stream.Stream.of(m.key(ReceiverPort.USB), m.key(ReceiverPort.UART1))).toArray(ConfigKey[]::new);
    }

    /** ZED-F9P-15B: no 4072. */
    @Test
    void aMessageThatNobodyWantsMayBeMissing() throws Exception {
        connect(keysOf(OutputMessage.RTCM_3X_TYPE4072_0, OutputMessage.RTCM_3X_TYPE4072_1));
        SetupResult.Done done = (SetupResult.Done) configurator.apply(SURVEY);
        assertTrue(done.itemsSent() > 0);
        assertEquals(List.of(), done.notes());
        assertEquals(new SetupResult.Done(0), configurator.apply(SURVEY), "and it stays so");
    }

    /** ZED-X20P: no GLONASS. */
    @Test
    void oneOfTheUsualMessagesThatIsMissingIsANoteAndOneThatWasAskedForIsRefused() throws Exception {
        ConfigKey[] glonass = keysOf(OutputMessage.RTCM_3X_TYPE1084, OutputMessage.RTCM_3X_TYPE1087, OutputMessage.RTCM_3X_TYPE1230);
        connect(glonass);
        // as the page and the example of all settings write them out
        CorrectionsChoice usual = BaseSettings.messages("1005,1074,1084,1094,1124,1230");
        SetupResult.Done done = (SetupResult.Done) configurator.apply(new BasePlan(SURVEY.mode(), usual));
        assertEquals(List.of("this receiver cannot send 1084, 1230: rovers get the others"), done.notes());
        BaseConfigurator knowing = new BaseConfigurator(commands, () -> java.util.Optional.of(
                new depot.gnss.ubx.MonVer("EXT CORE 1.00", "000A0000", List.of("FWVER=HPG 2.00", "MOD=ZED-X20P"))));
        SetupResult.Refused refused = (SetupResult.Refused) knowing.apply(new BasePlan(SURVEY.mode(),
                BaseSettings.messages("1005,1074,1084")), false);
        assertTrue(refused.problem().startsWith("the receiver refused CFG-MSGOUT-RTCM_3X_TYPE1084_UART1, "), refused::problem);
        assertTrue(refused.problem().endsWith(": a ZED-X20P cannot send 1084"), refused::problem);
    }

    @Test
    void whatOnlyWeLikeToSeeIsANote() throws Exception {
        connect(keysOf(OutputMessage.UBX_MON_RF));
        assertEquals(List.of("this receiver has no UBX_MON_RF: less of it is shown"), configurator.apply(SURVEY).notes());
    }

    @Test
    void aPortThatThereIsNotIsNotMissed() throws Exception {
        java.util.List<ConfigKey> usb = new ArrayList<>(List.of(ConfigKeys.USBOUTPROT_UBX, ConfigKeys.USBOUTPROT_RTCM3X,
                ConfigKeys.INFMSG_UBX_USB));
        for (OutputMessage message : OutputMessage.values()) {
            usb.add(message.key(ReceiverPort.USB));
        }
        connect(usb.toArray(ConfigKey[]::new));
        SetupResult.Done done = (SetupResult.Done) configurator.apply(SURVEY);
        assertEquals(List.of(), done.notes());
    }

    @Test
    void aReceiverWithoutTimeModeCannotBeABase() throws Exception {
        connect(ConfigKeys.TMODE_MODE, ConfigKeys.TMODE_SVIN_MIN_DUR, ConfigKeys.TMODE_SVIN_ACC_LIMIT);
        BaseConfigurator knowing = new BaseConfigurator(commands, () -> java.util.Optional.of(
                new depot.gnss.ubx.MonVer("EXT CORE 1.00", "00190000", List.of("FWVER=HPS 1.30", "MOD=ZED-F9R"))));
        assertTrue(knowing.apply(SURVEY, false).problem().endsWith("a ZED-F9R has no time mode and cannot be a base"));
    }

    @ParameterizedTest
    @CsvSource({"ZED-F9P, HPG 1.32, ZED_F9P", "ZED-F9P, HPG L1L5 1.40, ZED_F9P_15B", "ZED-F9P-15B, HPG L1L5 1.40, ZED_F9P_15B",
            "ZED-F9R, HPS 1.30, ZED_F9R",
        "ZED-F9T, TIM 2.20, ZED_F9T", "ZED-X20P, HPG 2.00, ZED_X20P", "NEO-M8P, HPG 1.43, OTHER"})
    void theModelsByWhatTheySayOfThemselves(String module, String firmware, ReceiverModel model) {
        assertEquals(model, ReceiverModel.of(java.util.Optional.of(new depot.gnss.ubx.MonVer("", "",
                List.of("FWVER=" + firmware, "MOD=" + module)))));
    }

    @Test
    void everyHowManyEpochsAMessageComesAndTheStationsNumber() throws Exception {
        connect();
        configurator.apply(new BasePlan(SURVEY.mode(), BaseSettings.messages("1005(10),1074,1230(5)")
                .withStation(java.util.OptionalInt.of(42))));
        for (ReceiverPort port : List.of(ReceiverPort.USB, ReceiverPort.UART1)) {
            assertTrue(sentItems().contains(ConfigItem.of(OutputMessage.RTCM_3X_TYPE1005.key(port), 10)));
            assertTrue(sentItems().contains(ConfigItem.of(OutputMessage.RTCM_3X_TYPE1230.key(port), 5)));
        }
        assertTrue(sentItems().contains(ConfigItem.of(ConfigKeys.RTCM_DF003_OUT, 42)));
    }
}
