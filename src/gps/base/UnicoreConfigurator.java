package depot.gps.base;

import depot.gnss.ubx.OutputMessage;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets up a Unicore receiver of the N4 family (UM980, UM982) as a base: Unicore Reference Commands Manual for N4 High Precision
 * Products, chapters “Mode” (MODE, MODE BASE), “RTCM messages” (RTCMxxxx) and “UNLOG”; checked against what public drivers for it send.
 *
 * <pre>
 *   MODE                       →  #MODE,97,GPS,...;MODE BASE TIME 300,*5B          what it is
 *   MODE BASE 42 TIME 300      →  $command,MODE BASE 42 TIME 300,response: OK*09   finds its place in so many seconds; 42 is the station
 *   MODE BASE x y z            →  ...                                              ECEF, metres
 *   RTCM1005 10                →  $command,RTCM1005 10,response: OK*53             every ten seconds on the port that it is said on
 *   UNLOG RTCM1005             →  ...                                              no more of it
 * </pre>
 *
 * Tried with a scripted receiver, not with a real one. The receiver does not report which messages it sends, so these are set once for
 * each link. One thread.
 */
final class UnicoreConfigurator extends TextConfigurator {
    private static final Pattern MODE = Pattern.compile("#MODE,[^;\\r\\n]*;\\s*([^,*\\r\\n]*)", Pattern.CASE_INSENSITIVE);
    private static final double SAME_METRES = 0.001;
    private volatile boolean messagesSet; // written by the commanding thread, and by the reading one at a new link

    UnicoreConfigurator(TextCommands commands) {
        super(commands);
    }

    /** Another receiver may be there now. */
    void opened() {
        messagesSet = false;
    }

    @Override
    String bring(BasePlan plan, boolean anew) throws Silent, InterruptedException {
        String wanted = mode(plan);
        String now = ask("MODE", MODE).group(1).strip();
        if (anew || !same(now, wanted)) {
            if (anew && plan.mode() instanceof BasePlan.Mode.SurveyIn) {
                set("MODE ROVER"); // or the place that it found before stays
            }
            if (!set(wanted)) {
                refuse(wanted);
            }
            now = ask("MODE", MODE).group(1).strip();
        }
        if (anew || !messagesSet) {
            messages(plan);
            messagesSet = true;
        }
        if (plan.mode() instanceof BasePlan.Mode.SurveyIn) {
            note("this receiver's survey ends by time alone: the accuracy that was asked for is not used");
        }
        return same(now, wanted) ? "" : now;
    }

    private void messages(BasePlan plan) throws Silent, InterruptedException {
        for (OutputMessage message : OutputMessage.values()) {
            int every = plan.mode() instanceof BasePlan.Mode.Off ? 0 : plan.rtcm().every(message);
            String number = CorrectionsChoice.number(message);
            if (message.name().startsWith("RTCM") && every == 0 && !number.contains(".")) {
                set("UNLOG RTCM" + number); // of one that it does not have or send nothing comes of it
            }
        }
        for (Map.Entry<OutputMessage, Integer> entry : plan.mode() instanceof BasePlan.Mode.Off ? Map.<OutputMessage, Integer>of()
                .entrySet() : plan.rtcm().everyEpochs().entrySet()) {
            String number = CorrectionsChoice.number(entry.getKey());
            if (!set("RTCM" + number + " " + entry.getValue())) {
                if (plan.rtcm().named()) {
                    refuse("RTCM" + number);
                } else {
                    note("this receiver cannot send " + number + ": rovers get the others");
                }
            }
        }
    }

    /** @return whether it took it */
    private boolean set(String line) throws Silent, InterruptedException {
        Matcher answer = ask(line, Pattern.compile("\\$command,\\s*" + Pattern.quote(line) + "\\s*,response:\\s*([^*\\r\\n]*)",
                Pattern.CASE_INSENSITIVE));
        counted();
        return answer.group(1).strip().equalsIgnoreCase("OK");
    }

    private static String mode(BasePlan plan) {
        String id = plan.rtcm().station().isPresent() ? " " + plan.rtcm().station().getAsInt() : "";
        return switch (plan.mode()) {
            case BasePlan.Mode.LeftAlone _, BasePlan.Mode.Off _ -> "MODE ROVER";
            case BasePlan.Mode.SurveyIn survey -> "MODE BASE" + id + " TIME " + survey.seconds();
            case BasePlan.Mode.Fixed fixed -> String.format(Locale.ROOT, "MODE BASE%s %.4f %.4f %.4f", id, fixed.position().xMetres(),
                    fixed.position().yMetres(),
                    fixed.position().zMetres());
        };
    }

    /** The receiver's answer has its own number of decimals, followed by parameters that it chose itself. */
    private static boolean same(String now, String wanted) {
        String[] shall = wanted.split("\\s+");
        // of the station; none was asked for
        boolean ownNumber = wanted.matches("MODE BASE TIME .*") && now.matches("(?i)MODE BASE \\d+ TIME .*");
        String[] is = (ownNumber ? now.replaceFirst("(?<=[Ee] )\\d+ ", "") : now).split("\\s+");
        for (int i = 0; i < shall.length; i++) {
            if (i >= is.length || !is[i].equalsIgnoreCase(shall[i]) && !sameNumber(is[i], shall[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameNumber(String one, String other) {
        try {
            return Math.abs(Double.parseDouble(one) - Double.parseDouble(other)) < SAME_METRES;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
