package depot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory that a Java process takes, measured from outside. All in bytes. */
final class Memory {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private Memory() {}

    static long resident(long pid) throws IOException {
        return status(pid, "VmRSS:");
    }

    /** The most it was since it started. */
    static long residentPeak(long pid) throws IOException {
        return status(pid, "VmHWM:");
    }

    private static long status(long pid, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(field)) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc/" + pid + "/status has no " + field);
    }

    /** What a process and its children have resident, with what they share counted once (proc(5), Pss). */
    static long familyResident(long pid) throws IOException {
        long bytes = proportional(pid);
        for (long child : Usage.children(pid)) {
            bytes += proportional(child);
        }
        return bytes;
    }

    private static long proportional(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            // it has ended
        }
        return 0;
    }

    /** What its objects take that are in use: collects garbage first, which stops the process for a moment. */
    static long liveHeap(Path jcmd, long pid) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram").redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new IOException("jcmd gave no histogram but: " + text.lines().limit(5).toList());
        }
        return Long.parseLong(total.group(1));
    }
}
