package depot.gps.base;

import depot.gnss.Geodetic;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sets up a Septentrio receiver (mosaic, AsteRx, PolaRx5) as a base: its Reference Guide, chapter “Command Line Reference” (setPVTMode,
 * setStaticPosGeodetic, setDataInOut, setRTCMv3Output, setRTCMv3Interval, setRTCMv3Formatting), of the PolaRx5TR guide for firmware 5.5.0
 * section 3, “Command Replies” 3.1.3; the groups of setRTCMv3Interval are those that public drivers for the mosaic-X5 send.
 *
 * <pre>{@code
 *   SSSSSSSSSS                        →  USB1>                            whatever the port took in before; the prompt is its name
 *   getPVTMode                        →  $R: getPVTMode
 *                                          PVTMode, Rover, StandAlone+SBAS+DGPS, auto
 *                                        USB1>                            before this prompt it throws commands away
 *   setPVTMode, Static, , Geodetic1   →  $R: setPVTMode, Static, , Geodetic1
 *                                          PVTMode, Static, StandAlone+SBAS+DGPS, Geodetic1
 *                                        USB1>
 *   setNonsense                       →  $R? setNonsense: Invalid command!
 *                                        USB1>
 * }</pre>
 *
 * Tried with a scripted receiver, not with a real one. One thread.
 */
final class SeptentrioConfigurator extends TextConfigurator {
    private static final String PORT = "([A-Z]{2,4}\\d{1,2})>";
    private static final Pattern PROMPT = Pattern.compile(PORT);
    private static final String FORCE_COMMANDS = "SSSSSSSSSS"; // whatever the port takes in now, it takes commands then
    private static final double SAME_DEGREES = 2e-9;
    private static final double SAME_METRES = 0.001;
    private static final double SAME_SECONDS = 0.05;

    SeptentrioConfigurator(TextCommands commands) {
        super(commands);
    }

    @Override
    String bring(BasePlan plan, boolean anew) throws Silent, InterruptedException {
        String port = ask(FORCE_COMMANDS, PROMPT).group(1);
        Map<String, Integer> intervals = intervals(plan);
        if (anew || !isMode(plan) || !positionIsSet(plan)) {
            mode(plan, anew);
        }
        if (anew || !outputs(port).equals(wanted(plan)) || !wrongIntervals(intervals).isEmpty()) {
            messages(plan, port, intervals);
        }
        if (plan.mode() instanceof BasePlan.Mode.SurveyIn) {
            note("this receiver decides itself when its position is good enough: time and accuracy of the survey are not used");
        }
        if (!isMode(plan) || !positionIsSet(plan)) {
            return query("getPVTMode", "PVTMode");
        }
        String wrong = wrongIntervals(intervals);
        return outputs(port).equals(wanted(plan)) ? wrong : String.join("+", outputs(port));
    }

    private void mode(BasePlan plan, boolean anew) throws Silent, InterruptedException {
        switch (plan.mode()) {
            case BasePlan.Mode.LeftAlone _, BasePlan.Mode.Off _ -> setOrRefuse("setPVTMode, Rover");
            case BasePlan.Mode.SurveyIn _ -> {
                if (anew) {
                    set("setPVTMode, Rover"); // or the place that it found before stays
                }
                setOrRefuse("setPVTMode, Static, , auto");
            }
            case BasePlan.Mode.Fixed fixed -> {
                Geodetic at = fixed.position().toGeodetic();
                setOrRefuse(String.format(Locale.ROOT, "setStaticPosGeodetic, Geodetic1, %.9f, %.9f, %.4f, WGS84", at.latitudeDegrees(),
                        at.longitudeDegrees(),
                        at.heightMetres()));
                setOrRefuse("setPVTMode, Static, , Geodetic1");
            }
        }
    }

    private void messages(BasePlan plan, String port, Map<String, Integer> intervals) throws Silent, InterruptedException {
        if (plan.mode() instanceof BasePlan.Mode.Off) {
            setOrRefuse("setRTCMv3Output, " + port + ", none");
            return;
        }
        if (plan.rtcm().station().isPresent()) {
            setOrRefuse("setRTCMv3Formatting, " + plan.rtcm().station().getAsInt());
        }
        setOrRefuse("setDataInOut, " + port + ", , +RTCMv3");
        for (Map.Entry<String, Integer> interval : intervals.entrySet()) {
            setOrRefuse("setRTCMv3Interval, " + interval.getKey() + ", " + interval.getValue());
        }
        String all = String.join("+", wanted(plan));
        if (!set("setRTCMv3Output, " + port + ", " + all)) {
            refuse(all);
        }
    }

    /** Seconds, by the groups that the receiver has: all observations of a kind, 1005 with 1006. One that it cannot send has none. */
    private Map<String, Integer> intervals(BasePlan plan) {
        Map<String, Integer> seconds = new TreeMap<>();
        if (plan.mode() instanceof BasePlan.Mode.Off) {
            return seconds;
        }
        plan.rtcm().everyEpochs().forEach((message, every) -> {
            String number = CorrectionsChoice.number(message);
            if (!number.contains(".")) {
                String group = number.matches("1(0[7-9]|1[0-3])[1-7]") ? "MSM" + number.charAt(3) : number.equals("1005")
                        ? "RTCM1005|6" : "RTCM" + number;
                if (seconds.containsKey(group) && !seconds.get(group).equals(every)) {
                    note("this receiver has one interval for all " + group + ": the shortest of those that were asked for counts");
                }
                seconds.merge(group, every, Math::min);
            }
        });
        return seconds;
    }

    private static TreeSet<String> wanted(BasePlan plan) {
        return plan.mode() instanceof BasePlan.Mode.Off ? new TreeSet<>() : plan.rtcm().everyEpochs().keySet().stream()
                .map(message -> "RTCM" + CorrectionsChoice.number(message)).collect(Collectors.toCollection(TreeSet::new));
    }

    private TreeSet<String> outputs(String port) throws Silent, InterruptedException {
        return Arrays.stream(query("getRTCMv3Output, " + port, "RTCMv3Output, " + port).split("\\+")).map(String::strip)
                .filter(name -> name.startsWith("RTCM")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** @return the groups whose interval is another, with theirs; empty when none is */
    private String wrongIntervals(Map<String, Integer> intervals) throws Silent, InterruptedException {
        StringJoiner wrong = new StringJoiner(", ");
        for (Map.Entry<String, Integer> interval : intervals.entrySet()) {
            String seconds = query("getRTCMv3Interval, " + interval.getKey(), "RTCMv3Interval, " + interval.getKey());
            if (!isNumber(seconds, interval.getValue(), SAME_SECONDS)) {
                wrong.add(interval.getKey() + " every " + seconds + " s");
            }
        }
        return wrong.toString();
    }

    /** Reads {@code Static, StandAlone+DGPS, Geodetic1}. */
    private boolean isMode(BasePlan plan) throws Silent, InterruptedException {
        String[] words = query("getPVTMode", "PVTMode").split("\\s*,\\s*");
        String first = words[0].strip();
        String last = words[words.length - 1].strip();
        return switch (plan.mode()) {
            case BasePlan.Mode.LeftAlone _, BasePlan.Mode.Off _ -> first.equals("Rover");
            case BasePlan.Mode.SurveyIn _ -> first.equals("Static") && last.equals("auto");
            case BasePlan.Mode.Fixed _ -> first.equals("Static") && last.equals("Geodetic1");
        };
    }

    private boolean positionIsSet(BasePlan plan) throws Silent, InterruptedException {
        if (!(plan.mode() instanceof BasePlan.Mode.Fixed fixed)) {
            return true;
        }
        String[] fields = query("getStaticPosGeodetic, Geodetic1", "StaticPosGeodetic, Geodetic1").split("\\s*,\\s*");
        Geodetic at = fixed.position().toGeodetic();
        return fields.length >= 3 && isNumber(fields[0], at.latitudeDegrees(), SAME_DEGREES)
                && isNumber(fields[1], at.longitudeDegrees(), SAME_DEGREES)
                && isNumber(fields[2], at.heightMetres(), SAME_METRES);
    }

    private static boolean isNumber(String text, double value, double within) {
        try {
            return Math.abs(Double.parseDouble(text.strip()) - value) < within;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void setOrRefuse(String line) throws Silent, InterruptedException {
        if (!set(line)) {
            refuse(line);
        }
    }

    /** @return whether it took it */
    private boolean set(String line) throws Silent, InterruptedException {
        Matcher reply = reply(line);
        counted();
        return !reply.group(1).equals("?");
    }

    /** What the receiver answers behind this name; empty when it refuses, as for a message that it does not have. */
    private String query(String line, String name) throws Silent, InterruptedException {
        Matcher value = Pattern.compile("(?m)^\\s*" + Pattern.quote(name) + ", ([^\\r\\n]*)").matcher(reply(line).group(2));
        return value.find() ? value.group(1) : "";
    }

    /** The whole reply, its prompt included: before that it takes no other command. */
    private Matcher reply(String line) throws Silent, InterruptedException {
        return ask(line, Pattern.compile("\\$R([:!?]) ?" + Pattern.quote(line.split(",")[0]) + "[^\\r\\n]*\\r?\\n([\\s\\S]*?)" + PORT));
    }
}
