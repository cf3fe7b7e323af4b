package depot.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The shell and the tools that images of Alpine have: options that GNU's know and these do not are found where busybox is installed. */
public final class Busybox {
    private Busybox() {}

    /**
     * Has a script run by it, if it is installed here, else by what is.
     *
     * @param script whose command begins with sh
     * @param folder for its tools; made where it is not there
     */
    public static void use(ProcessBuilder script, Path folder) throws Exception {
        if (!Files.exists(folder.resolve("sh"))) {
            Files.createDirectories(folder);
            try {
                Process install = new ProcessBuilder("busybox", "--install", "-s", folder.toString()).redirectErrorStream(true).start();
                String said = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (install.waitFor() != 0 || !Files.exists(folder.resolve("sh"))) {
                    throw new AssertionError("busybox did not lay out its tools: " + said);
                }
            } catch (IOException e) {
                return; // it is not installed
            }
        }
        List<String> command = script.command();
        command.set(0, folder.resolve("sh").toString());
        script.environment().merge("PATH", folder.toString(), (others, own) -> own + ":" + others);
    }
}
