package depot.gps.base;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Scripted receivers that are set up by lines of text, each answering as its maker's document says. One thread at a time. */
public abstract class TextReceiver implements UnaryOperator<byte[]> {
    private final StringBuilder line = new StringBuilder();
    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized byte[] apply(byte[] bytes) {
        StringBuilder answer = new StringBuilder();
        for (byte b : bytes) {
            if (b == '\n') {
                String text = line.toString().strip();
                lines.add(text);
                answer.append(answer(text));
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }
        return answer.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All lines that it was sent. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    abstract String answer(String text);

    /** Unicore Reference Commands Manual for N4 High Precision Products: each command is answered by {@code $command,…,response: …*cs}. */
    public static final class Um980 extends TextReceiver {
        private String mode = "MODE ROVER SURVEY";
        public final Map<String, String> logs = new LinkedHashMap<>();

        @Override
        String answer(String text) {
            String upper = text.toUpperCase(Locale.ROOT);
            if (upper.equals("MODE")) {
                return ok(text) + "#MODE,97,GPS,FINE,2342,352741000,0,0,18,12;" + mode + ",*5B\r\n";
            }
            if (upper.startsWith("MODE ")) {
                mode = upper.matches("MODE BASE [-\\d.]+ [-\\d.]+ [-\\d.]+") ? upper.replaceAll("(\\.\\d{4})", "$1000") : upper;
                return ok(text);
            }
            if (upper.matches("RTCM1230 .*")) {
                return answered(text, "PARSING FAILED NO MATCHING FUNC  RTCM1230");
            }
            if (upper.matches("RTCM1\\d{3} \\d+")) {
                logs.put(upper.split(" ")[0], upper.split(" ")[1]);
                return ok(text);
            }
            if (upper.startsWith("UNLOG RTCM")) {
                logs.remove(upper.split(" ")[1]);
                return ok(text);
            }
            return answered(text, "PARSING FAILED NO MATCHING FUNC  " + upper);
        }

        private static String ok(String text) {
            return answered(text, "OK");
        }

        private static String answered(String text, String response) {
            String body = "command," + text + ",response: " + response;
            int sum = 0;
            for (char c : body.toCharArray()) {
                sum ^= c;
            }
            return String.format(Locale.ROOT, "$%s*%02X\r\n", body, sum);
        }
    }

    /**
     * PolaRx5TR Reference Guide for firmware 5.5.0, section 3.1.3: {@code $R: command}, the new values, the prompt; or
     * {@code $R? command: reason}. Its messages and their groups are a mosaic-X5's, as public drivers for it list them.
     */
    public static final class Mosaic extends TextReceiver {
        private static final Set<String> GROUPS = Set.of("RTCM1001|2", "RTCM1003|4", "RTCM1005|6", "RTCM1007|8", "RTCM1009|10",
                "RTCM1011|12", "RTCM1013", "RTCM1019",
                "RTCM1020", "RTCM1029", "RTCM1033", "RTCM1042", "RTCM1044", "RTCM1045", "RTCM1046", "MSM1", "MSM2", "MSM3", "MSM4", "MSM5",
                "MSM6", "MSM7", "RTCM1230");
        private String mode = "Rover, StandAlone+SBAS+DGNSS+RTKFloat+RTKFixed, auto";
        private String position = "0.000000000, 0.000000000, 0.0000, WGS84";
        private TreeSet<String> output = new TreeSet<>();
        private final Map<String, String> intervals = new TreeMap<>();

        @Override
        String answer(String text) {
            String[] words = text.split("\\s*,\\s*", -1);
            switch (words[0]) {
                case "SSSSSSSSSS" -> {
                    return "\r\nUSB1>";
                }
                case "setPVTMode" -> mode = words[1].equals("Rover") ? "Rover, StandAlone+SBAS+DGNSS+RTKFloat+RTKFixed, auto"
                        : "Static, StandAlone+SBAS+DGNSS+RTKFloat+RTKFixed, " + words[3];
                case "setStaticPosGeodetic" -> position = words[2] + ", " + words[3] + ", " + words[4] + ", WGS84";
                case "setRTCMv3Interval", "getRTCMv3Interval" -> {
                    if (!GROUPS.contains(words[1])) {
                        return "$R? " + words[0] + ": Argument 'Message' is invalid!\r\nUSB1>";
                    }
                    if (words[0].startsWith("set")) {
                        intervals.put(words[1], words[2] + ".0");
                    }
                    return "$R: " + text + "\r\n  RTCMv3Interval, " + words[1] + ", " + intervals.getOrDefault(words[1], "1.0")
                            + "\r\nUSB1>";
                }
                case "setRTCMv3Output" -> {
                    output = new TreeSet<>();
                    for (String message : words[2].equals("none") ? new String[0] : words[2].split("\\+")) {
                        if (!message.matches("RTCM(10[0-4]\\d|1(0[7-9]|1[0-3])[1-7]|1230)")) {
                            return "$R? setRTCMv3Output: Argument 'Messages' is invalid!\r\nUSB1>";
                        }
                        output.add(message);
                    }
                }
                case "getPVTMode", "getStaticPosGeodetic", "getRTCMv3Output", "setDataInOut", "setRTCMv3Formatting" -> { }
                default -> {
                    return "$R? " + words[0] + ": Invalid command!\r\nUSB1>";
                }
            }
            return "$R: " + text + "\r\n" + values(words[0]) + "USB1>";
        }

        private String values(String command) {
            return switch (command) {
                case "setPVTMode", "getPVTMode" -> "  PVTMode, " + mode + "\r\n";
                case "setStaticPosGeodetic", "getStaticPosGeodetic" -> "  StaticPosGeodetic, Geodetic1, " + position + "\r\n";
                case "setRTCMv3Output", "getRTCMv3Output" -> "  RTCMv3Output, USB1, "
                        + (output.isEmpty() ? "none" : String.join("+", output)) + "\r\n";
                default -> "  " + command.substring(3) + "\r\n";
            };
        }
    }
}
