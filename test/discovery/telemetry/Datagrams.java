package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.support.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Datagrams as a rover in the field sent them, and the lines that PROTOCOL.md gives for what it had none of. Any thread. */
public final class Datagrams {
    private static final Path FILE = Path.of(System.getProperty("depot.root", "."), "..", "shared", "telemetry", "datagrams.jsonl");

    /** With a fix and a mesh, after the contract. */
    public static final String WITH_ALL = """
            rover_status,rover=frog-0 battery=48.50,current=12.30,mode="Teleop" 1795901272000000000
            motors,rover=frog-0,motor=fl temp=45.0,current=3.00 1795901272000000000
            motors,rover=frog-0,motor=fr temp=46.0,current=3.10 1795901272000000000
            motors,rover=frog-0,motor=rl temp=47.0,current=3.20 1795901272000000000
            motors,rover=frog-0,motor=rr temp=76.5,current=3.30 1795901272000000000
            velocity,rover=frog-0 linear=1.500,angular=0.200 1795901272000000000
            gps,rover=frog-0 latitude=37.7749000,longitude=-122.4194000,accuracy=2.5 1795901272000000000
            mesh,rover=frog-0,upstream=aa:bb:cc:dd:ee:ff rssi=-60,ccq=90,hops=1,latency=12,tx_rate=100,rx_rate=100 1795901272000000000""";

    private Datagrams() {}

    /** Those of the capture, in order; the test is skipped where there is none. */
    public static List<String> captured() throws IOException {
        assumeTrue(Files.exists(FILE), () -> FILE + " is not here");
        List<String> texts = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            texts.add((String) Json.object(line).get("text"));
        }
        return texts;
    }

    /** One that says so much and no more. */
    public static String status(String rover, String battery) {
        return "rover_status,rover=" + rover + " battery=" + battery + ",current=1.00,mode=\"Idle\" 1795914029318177800";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
