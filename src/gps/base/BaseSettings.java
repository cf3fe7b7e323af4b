package depot.gps.base;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.gnss.Geodetic;
import depot.gnss.ubx.OutputMessage;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** How the base's plan is written, in the environment and in {@code POST /base}; the same rules for both. */
public final class BaseSettings {
    private static final Setting BASE = new Setting("GPS_BASE", "off",
            "off: the receiver is left as it is; survey-in or fixed: it is set up as a base");
    private static final Setting SURVEY_SECONDS = new Setting("GPS_SURVEY_SECONDS", "300", "seconds that a survey takes at least");
    private static final Setting SURVEY_ACCURACY = new Setting("GPS_SURVEY_ACCURACY", "2", "accuracy in metres that a survey must reach");
    private static final Setting FIXED_POSITION = new Setting("GPS_FIXED_POSITION", "",
            "latitude,longitude,height of the antenna in degrees and metres, for GPS_BASE=fixed; the height is above the ellipsoid, not "
            + "above sea level");
    private static final Setting RTCM_MESSAGES = new Setting("GPS_RTCM_MESSAGES", "1005,1074,1084,1094,1124,1230",
            "corrections that the receiver is to send, separated by commas; 1005(10) sends it every tenth epoch");
    private static final Setting STATION_ID = new Setting("GPS_STATION_ID", "",
            "number of the station in its corrections, 0 to 4095; unset leaves it as it is");
    private static final Setting RECEIVER = new Setting("GPS_RECEIVER", "auto",
            "what the receiver is: ublox, unicore, septentrio, any (nothing is ever sent to it), or auto: asked whether it is u-blox, "
            + "and left alone when it is not");
    public static final List<Setting> SETTINGS = List.of(RECEIVER, BASE, SURVEY_SECONDS, SURVEY_ACCURACY, FIXED_POSITION, RTCM_MESSAGES,
            STATION_ID);

    private static final Pattern MESSAGE = Pattern.compile("(\\d{4}(?:\\.\\d)?)(?:\\((\\d{1,3})\\))?");
    private static final int MOST_EPOCHS = 255;

    static final int LONGEST_SURVEY_SECONDS = 7 * 86_400;
    static final double BEST_METRES = 0.01;
    static final double WORST_METRES = 100;
    private static final double LOWEST_METRES = -1000;
    private static final double HIGHEST_METRES = 10_000;

    private BaseSettings() {}

    /** The survey that the environment describes, whether it asks for one or not. */
    public static BasePlan.Mode.SurveyIn survey(Environment environment) {
        return new BasePlan.Mode.SurveyIn(environment.integer(SURVEY_SECONDS, 1, LONGEST_SURVEY_SECONDS),
                decimal(environment, SURVEY_ACCURACY, BEST_METRES, WORST_METRES));
    }

    /** @throws BadSetting for a value that cannot be used */
    public static ReceiverKind receiver(Environment environment) {
        return ReceiverKind.of(environment.text(RECEIVER)).orElseThrow(() ->
                new BadSetting(RECEIVER.name(), "must be auto, ublox, unicore, septentrio or any, and is '" + environment.text(RECEIVER)
                        + "'"));
    }

    /** @throws BadSetting for a value that cannot be used */
    public static BasePlan plan(Environment environment) {
        BasePlan.Mode mode = switch (environment.text(BASE)) {
            case "off" -> new BasePlan.Mode.LeftAlone();
            case "survey-in" -> survey(environment);
            case "fixed" -> fixed(position(environment).orElseThrow(() ->
                    new BadSetting(FIXED_POSITION.name(), "must be set for GPS_BASE=fixed: latitude,longitude,height")));
            default -> throw new BadSetting(BASE.name(), "must be off, survey-in or fixed, and is '" + environment.text(BASE) + "'");
        };
        if (position(environment).isPresent() && !(mode instanceof BasePlan.Mode.Fixed)) {
            LoggerFactory.getLogger("depot.gps").warn("{} is not used: it is for GPS_BASE=fixed", FIXED_POSITION.name());
        }
        try {
            return new BasePlan(mode, messages(environment.text(RTCM_MESSAGES)).withStation(station(environment)));
        } catch (IllegalArgumentException e) {
            throw new BadSetting(RTCM_MESSAGES.name(), e.getMessage());
        }
    }

    private static OptionalInt station(Environment environment) {
        return environment.has(STATION_ID) ? OptionalInt.of(environment.integer(STATION_ID, 0, 4095)) : OptionalInt.empty();
    }

    private static Optional<Geodetic> position(Environment environment) {
        if (!environment.has(FIXED_POSITION)) {
            return Optional.empty();
        }
        try {
            double[] numbers = Arrays.stream(environment.text(FIXED_POSITION).split(",", -1)).mapToDouble(Double::parseDouble).toArray();
            if (numbers.length == 3) {
                return Optional.of(checked(new Geodetic(numbers[0], numbers[1], numbers[2])));
            }
        } catch (NumberFormatException e) {
            // reported below
        } catch (IllegalArgumentException e) {
            throw new BadSetting(FIXED_POSITION.name(), e.getMessage());
        }
        throw new BadSetting(FIXED_POSITION.name(), "must be latitude,longitude,height, and is '" + environment.text(FIXED_POSITION) + "'");
    }

    /** @throws IllegalArgumentException for what is no place of a base */
    static Geodetic checked(Geodetic place) {
        if (!(Math.abs(place.latitudeDegrees()) <= 90 && Math.abs(place.longitudeDegrees()) <= 180)) {
            boolean swapped = Math.abs(place.longitudeDegrees()) <= 90 && Math.abs(place.latitudeDegrees()) <= 180;
            throw new IllegalArgumentException("must have a latitude from -90 to 90 and a longitude from -180 to 180 degrees"
                    + (swapped ? ": are they swapped?" : ""));
        }
        if (!(place.heightMetres() >= LOWEST_METRES && place.heightMetres() <= HIGHEST_METRES)) {
            throw new IllegalArgumentException("must have a height from -1000 to 10000 metres above the ellipsoid");
        }
        return place;
    }

    static BasePlan.Mode.Fixed fixed(Geodetic place) {
        return new BasePlan.Mode.Fixed(place.toEcef(), OptionalDouble.empty(), false);
    }

    /**
     * @param text such as {@code 1005(10),1074}: numbers, and every how many epochs; the usual ones written out ask for none by name, as
     *     who copies the example of all settings does
     * @throws IllegalArgumentException for what no receiver here can send, and for a mixture that rovers cannot use
     */
    static CorrectionsChoice messages(String text) {
        Map<OutputMessage, Integer> messages = new LinkedHashMap<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                Matcher matcher = MESSAGE.matcher(entry.strip());
                int every = matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : 1;
                if (!matcher.matches() || every < 1 || every > MOST_EPOCHS) {
                    throw new IllegalArgumentException("has '" + entry.strip() + "', which is neither a message nor such as 1005(10): 1 to "
                            + MOST_EPOCHS + " epochs");
                }
                OutputMessage message = OutputMessage.ofRtcm(matcher.group(1)).orElseThrow(() ->
                        new IllegalArgumentException("has '" + matcher.group(1) + "', which a ZED-F9P cannot send"));
                if (messages.put(message, every) != null) {
                    throw new IllegalArgumentException("has " + matcher.group(1) + " twice");
                }
            }
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("must name a message");
        }
        if (any(messages.keySet(), "4") && any(messages.keySet(), "7")) {
            throw new IllegalArgumentException("must not mix MSM4 (1074 …) and MSM7 (1077 …)");
        }
        return new CorrectionsChoice(messages, !text.strip().equals(RTCM_MESSAGES.fallback()), OptionalInt.empty());
    }

    private static boolean any(Collection<OutputMessage> messages, String kind) {
        return messages.stream().anyMatch(message -> message.name().matches("RTCM_3X_TYPE1[01]\\d" + kind));
    }

    /** @throws BadSetting for what is no number within both bounds */
    public static double decimal(Environment environment, Setting setting, double min, double max) {
        try {
            double value = Double.parseDouble(environment.text(setting));
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new BadSetting(setting.name(), "must be a number from " + min + " to " + max + ", and is '" + environment.text(setting)
                + "'");
    }
}
