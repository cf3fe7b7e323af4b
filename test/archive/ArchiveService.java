package depot.archive;

import depot.support.Api;
import depot.support.ServiceProcess;
import depot.support.api.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An archive service inside the test's process, on free ports, with folders of its own. Any thread. */
public final class ArchiveService implements AutoCloseable {
    public static final String PASSWORD = "frog legs";

    private final Path folder;
    private final Archive archive;

    private ArchiveService(Path folder, Archive archive) {
        this.folder = folder;
        this.archive = archive;
        Contract.begins(archive.port(), "archive");
    }

    /** @param settings name, value, name, value */
    public static ArchiveService start(Path folder, String... settings) throws IOException {
        return new ArchiveService(folder, Archive.start(environment(folder, settings)));
    }

    /** As a process, for tests that kill it. */
    public static ServiceProcess startProcess(Path folder, String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of("SFTP_PORT", "0", "SFTP_PASSWORD", PASSWORD, "SESSIONS_FREE_GB", "0"));
        all.addAll(List.of(settings));
        return ServiceProcess.start("archive", folder, List.of("-Xmx96m"), all.toArray(String[]::new));
    }

    public static int sftpPort(Api api) throws Exception {
        return ((Number) api.get("/health").json().get("sftpPort")).intValue();
    }

    private static Map<String, String> environment(Path folder, String... settings) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("PORT", "0", "SFTP_PORT", "0", "SFTP_PASSWORD", PASSWORD,
                "SESSIONS_FREE_GB", "0",
                "DATA_DIR", Files.createDirectories(folder.resolve("data")).toString(), "MAPS_DIR", folder.resolve("maps").toString(),
                "JOBS_DIR", folder.resolve("jobs").toString(), "SESSIONS_DIR", folder.resolve("sessions")
                        .toString()));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return environment;
    }

    public int sftpPort() {
        return archive.sftpPort().orElseThrow();
    }

    public List<String> routes() {
        return archive.routes();
    }

    public Api api() {
        return new Api(archive.port());
    }

    public Path sessions() {
        return folder.resolve("sessions");
    }

    public Path data() {
        return folder.resolve("data");
    }

    @Override
    public void close() {
        Contract.ends(archive.port());
        archive.close();
    }
}
