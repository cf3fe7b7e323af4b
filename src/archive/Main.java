package depot.archive;

import depot.common.service.Launcher;

/** The archive service's process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Launcher.run("archive", "rovers' recordings: they come in by SFTP, are kept small, and stay", ArchiveConfig.SETTINGS, arguments,
                environment -> Archive.start(environment)::close);
    }
}
