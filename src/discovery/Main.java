package depot.discovery;

import depot.common.service.Launcher;

/** The discovery service's process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Launcher.run("discovery", "the fleet's register: rovers announce themselves, consoles watch, sessions are served",
                DiscoveryConfig.SETTINGS, arguments, environment -> Discovery.start(environment)::close);
    }
}
