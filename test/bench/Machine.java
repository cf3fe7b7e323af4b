package depot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the figures came from. @param memoryBytes of the whole machine */
record Machine(String cpu, int cores, long memoryBytes, String kernel, String java) {

    static Machine look() throws IOException {
        return new Machine(
                field(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                1024 * Long.parseLong(field(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "")),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    }

    private static String field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "0 unknown";
    }

    String oneLine() {
        return "%s, %d cores, %.1f GB, %s, %s".formatted(cpu, cores, memoryBytes / 1e9, kernel, java);
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cpu", cpu);
        fields.put("cores", cores);
        fields.put("memoryBytes", memoryBytes);
        fields.put("kernel", kernel);
        fields.put("java", java);
        return fields;
    }
}
