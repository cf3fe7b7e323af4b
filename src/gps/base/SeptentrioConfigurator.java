package depot.gps.base;

import depot.gnss.Geodetic;
import depot.gnss.ubx.OutputMessage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sets up a Septentrio receiver (mosaic, AsteRx, PolaRx5) as a base: its Reference Guide, chapter “Command Line Reference” (setPVTMode,
 * setStaticPosGeodetic, setDataInOut, setRTCMv3Output, setRTCMv3Interval, setRTCMv3Formatting), of the PolaRx5TR guide for firmware 5.5.0
 * section 3; checked against what public drivers for it send.
 *
 * <pre>
 *   getPVTMode                        →  $R: getPVTMode
 *                                          PVTMode, Rover, StandAlone+SBAS+DGPS, auto
 *                                        USB1>                            the prompt tells which of its ports this is
 *   setPVTMode, Static, , Geodetic1   →  $R: setPVTMode, Static, , Geodetic1
 *                                          PVTMode, Static, StandAlone+SBAS+DGPS, Geodetic1
 *   setNonsense                       →  $R? setNonsense: Invalid command!
 * </pre>
 *
 * Tried with a scripted receiver, not with a real one. One thread.
 */
final class SeptentrioConfigurator extends TextConfigurator {
    private static final Pattern PROMPT = Pattern.compile("\\$R: getPVTMode[^\\r\\n]*\\r?\\n\\s*PVTMode, ([^\\r\\n]*)\\r?\\n\\s*(\\w+)>");
    private static final String FORCE_COMMANDS = "SSSSSSSSSS"; // whatever the port takes in now, it takes commands then
    private static final double SAME_DEGREES = 2e-9;
    private static final double SAME_METRES = 0.001;

    SeptentrioConfigurator(TextCommands commands) {
        super(commands);
    }

    @Override
    String bring(BasePlan plan, boolean anew) throws Silent, InterruptedException {
        commands.tell(FORCE_COMMANDS);
        Matcher now = ask("getPVTMode", PROMPT);
        String port = now.group(2);
        boolean station = anew || !isMode(now.group(1), plan) || !positionIsSet(plan);
        boolean output = anew || !outputs(port).equals(wanted(plan));
        if (station) {
            mode(plan, anew);
        }
        if (output) {
            messages(plan, port);
        }
        if (plan.mode() instanceof BasePlan.Mode.SurveyIn) {
            note("this receiver decides itself when its position is good enough: time and accuracy of the survey are not used");
        }
        String after = ask("getPVTMode", PROMPT).group(1);
        return isMode(after, plan) && positionIsSet(plan) ? outputs(port).equals(wanted(plan)) ? "" : String.join("+", outputs(port)) : after;
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
                setOrRefuse(String.format(Locale.ROOT, "setStaticPosGeodetic, Geodetic1, %.9f, %.9f, %.4f, WGS84", at.latitudeDegrees(), at.longitudeDegrees(),
                        at.heightMetres()));
                setOrRefuse("setPVTMode, Static, , Geodetic1");
            }
        }
    }

    private void messages(BasePlan plan, String port) throws Silent, InterruptedException {
        if (plan.mode() instanceof BasePlan.Mode.Off) {
            setOrRefuse("setRTCMv3Output, " + port + ", none");
            return;
        }
        if (plan.rtcm().station().isPresent()) {
            setOrRefuse("setRTCMv3Formatting, " + plan.rtcm().station().getAsInt());
        }
        setOrRefuse("setDataInOut, " + port + ", , +RTCMv3");
        for (Map.Entry<OutputMessage, Integer> entry : plan.rtcm().everyEpochs().entrySet()) {
            String name = "RTCM" + CorrectionsChoice.number(entry.getKey());
            set("setRTCMv3Interval, " + (name.equals("RTCM1005") ? "RTCM1005|6" : name) + ", " + entry.getValue());
        }
        String all = String.join("+", wanted(plan));
        if (!set("setRTCMv3Output, " + port + ", " + all)) {
            refuse(all);
        }
    }

    private static TreeSet<String> wanted(BasePlan plan) {
        return plan.mode() instanceof BasePlan.Mode.Off ? new TreeSet<>() : plan.rtcm().everyEpochs().keySet().stream()
                .map(message -> "RTCM" + CorrectionsChoice.number(message)).collect(Collectors.toCollection(TreeSet::new));
    }

    private TreeSet<String> outputs(String port) throws Silent, InterruptedException {
        Matcher answer = ask("getRTCMv3Output, " + port, Pattern.compile("RTCMv3Output, " + port + ", ([^\\r\\n]*)\\r?\\n"));
        return Arrays.stream(answer.group(1).split("\\+")).map(String::strip).filter(name -> name.startsWith("RTCM")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of {@code Static, StandAlone+DGPS, Geodetic1}. */
    private static boolean isMode(String told, BasePlan plan) {
        String[] words = told.split("\\s*,\\s*");
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
        Matcher told = ask("getStaticPosGeodetic, Geodetic1", Pattern.compile("StaticPosGeodetic, Geodetic1, ([-\\d.]+), ([-\\d.]+), ([-\\d.]+)"));
        Geodetic at = fixed.position().toGeodetic();
        return Math.abs(Double.parseDouble(told.group(1)) - at.latitudeDegrees()) < SAME_DEGREES
                && Math.abs(Double.parseDouble(told.group(2)) - at.longitudeDegrees()) < SAME_DEGREES
                && Math.abs(Double.parseDouble(told.group(3)) - at.heightMetres()) < SAME_METRES;
    }

    private void setOrRefuse(String line) throws Silent, InterruptedException {
        if (!set(line)) {
            refuse(line);
        }
    }

    /** @return whether it took it */
    private boolean set(String line) throws Silent, InterruptedException {
        String name = line.split(",")[0];
        Matcher answer = ask(line, Pattern.compile("\\$R([:!?]) ?" + Pattern.quote(name) + "[^\\r\\n]*\\r?\\n"));
        counted();
        return !answer.group(1).equals("?");
    }
}
