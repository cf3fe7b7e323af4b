package depot.gps;

import depot.common.service.Launcher;

/** The gps service's process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Launcher.run("gps", "the base station: its status, its set-up, and corrections for every rover over NTRIP",
                GpsConfig.SETTINGS, arguments, environment -> Gps.start(environment)::close);
    }
}
