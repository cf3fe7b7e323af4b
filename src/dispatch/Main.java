package depot.dispatch;

import depot.common.service.Launcher;

/** The dispatch service's process. */
public final class Main {
    private static final String PURPOSE = "zones, missions and tasks; rovers get tasks and report, consoles see everything";

    private Main() {}

    public static void main(String[] arguments) {
        Launcher.run("dispatch", PURPOSE, DispatchConfig.SETTINGS, arguments, environment -> Dispatch.start(environment)::close);
    }
}
