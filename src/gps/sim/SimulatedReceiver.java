package depot.gps.sim;

import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gnss.ubx.Ack;
import depot.gnss.ubx.CfgValget;
import depot.gnss.ubx.CfgValset;
import depot.gnss.ubx.ConfigKey;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.ConfigLayer;
import depot.gnss.ubx.MonVer;
import depot.gnss.ubx.NavSvin;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxId;
import depot.gnss.ubx.UbxMessage;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A simulated ZED-F9P on its USB port: surveys in, then is a base; shows satellites that move; sends NMEA, UBX and RTCM 3, and
 * takes commands. Its corrections have the right form, but are not measured. One thread at a time.
 */
public final class SimulatedReceiver {
    private static final MonVer VERSION = new MonVer("EXT CORE 1.00 (0fa0ae)", "00190000", List.of("ROM BASE 0x118B2060",
            "FWVER=HPG 1.32", "PROTVER=27.31", "MOD=ZED-F9P", "GPS;GLO;GAL;BDS", "SBAS;QZSS"));
    private static final double FIRST_ACCURACY_METRES = 8;
    private static final double NEVER_SURVEYED_METRES = 94_868.3264;

    private final Ecef antenna;
    private final SimulatedSettings settings;
    private final SimulatedEpoch epochs;
    private final Random noise;
    private final Framer commands = new Framer(this::command);
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private NavSvin survey;
    private long epochNumber;
    private Instant now = Instant.EPOCH;

    /**
     * @param antenna where it really stands
     * @param missing settings that its firmware does not have, and refuses
     */
    public SimulatedReceiver(Geodetic antenna, Set<ConfigKey> missing, Random noise) {
        this.antenna = antenna.toEcef();
        this.noise = noise;
        settings = new SimulatedSettings(missing);
        epochs = new SimulatedEpoch(settings, new SimulatedSky(antenna), this.antenna, noise);
        powerOn();
    }

    /** Forgets its RAM, as a receiver does without power. */
    public void powerOn() {
        settings.reset();
        beginTimeMode();
    }

    private void beginTimeMode() {
        survey = new NavSvin(0, 0, new Ecef(0, 0, 0), NEVER_SURVEYED_METRES, 0, false, settings.surveysIn());
    }

    /** All that it sends in one epoch; to be called once a second. */
    public byte[] epoch(Instant time) {
        now = time;
        survey = surveyed(SimulatedEpoch.timeOfWeekMillis(time));
        return epochs.write(epochNumber++, time, survey);
    }

    private NavSvin surveyed(long timeOfWeek) {
        if (!survey.active()) {
            return new NavSvin(timeOfWeek, survey.durationSeconds(), survey.mean(), survey.accuracyMetres(), survey.observations(),
                    survey.valid(), false);
        }
        long seconds = survey.observations() == 0 ? 0 : survey.durationSeconds() + 1;
        double accuracy = FIRST_ACCURACY_METRES / Math.sqrt(seconds + 1.0);
        Ecef mean = new Ecef(antenna.xMetres() + noise.nextGaussian() * accuracy / 10, antenna.yMetres()
                + noise.nextGaussian() * accuracy / 10,
                antenna.zMetres() + noise.nextGaussian() * accuracy / 10);
        boolean over = seconds >= settings.get(ConfigKeys.TMODE_SVIN_MIN_DUR) && accuracy <= settings.surveyLimitMetres();
        return new NavSvin(timeOfWeek, seconds, mean, accuracy, seconds + 1, over, !over);
    }

    /** What it sends back for what is sent to it, in pieces of any size. */
    public byte[] answer(byte[] bytes) {
        answers.reset();
        commands.accept(bytes);
        return answers.toByteArray();
    }

    private void command(Frame frame) {
        if (frame.protocol() != Protocol.UBX) {
            return;
        }
        switch (UbxDecoder.decode(frame)) {
            case CfgValset set -> {
                boolean done = settings.set(set.items()) && set.layers().contains(ConfigLayer.RAM);
                if (done && set.items().stream().anyMatch(item -> item.key().toString().startsWith("CFG-TMODE-"))) {
                    beginTimeMode();
                }
                answers.writeBytes(new Ack(done, UbxId.CFG_VALSET).encode());
            }
            case CfgValget.Request get -> {
                settings.get(get.keys()).filter(items -> get.layer() == ConfigLayer.RAM && items.size() <= CfgValget.MAX_ITEMS)
                        .ifPresentOrElse(items -> {
                            answers.writeBytes(new CfgValget.Response(ConfigLayer.RAM, get.position(), items).encode());
                            answers.writeBytes(new Ack(true, UbxId.CFG_VALGET).encode());
                        }, () -> answers.writeBytes(new Ack(false, UbxId.CFG_VALGET).encode()));
            }
            case UbxMessage.Poll(UbxId id) when id.equals(UbxId.MON_VER) -> answers.writeBytes(VERSION.encode());
            case UbxMessage.Poll(UbxId id) when id.equals(UbxId.NAV_SVIN) -> answers.writeBytes(survey.encode());
            case UbxMessage.Poll(UbxId id) when id.equals(UbxId.MON_RF) -> answers.writeBytes(SimulatedEpoch.RADIO.encode());
            case UbxMessage.Poll(UbxId id) when id.equals(UbxId.NAV_SAT) -> answers.writeBytes(epochs.satellites(now).encode());
            default -> { }
        }
    }
}
