package depot.gps.base;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the configurators of receivers that are set up by lines of text have in common. One thread. */
abstract class TextConfigurator implements Configurator {
    final TextCommands commands;
    private final List<String> refused = new ArrayList<>();
    private final TreeSet<String> notes = new TreeSet<>();
    private int sent;

    /** The receiver does not answer. */
    static final class Silent extends Exception {
        private static final long serialVersionUID = 1L;

        Silent(String why) {
            super(why, null, false, false);
        }
    }

    TextConfigurator(TextCommands commands) {
        this.commands = commands;
    }

    @Override
    public final SetupResult apply(BasePlan plan, boolean anew) throws InterruptedException {
        refused.clear();
        notes.clear();
        sent = 0;
        try {
            String difference = bring(plan, anew);
            if (!refused.isEmpty()) {
                return new SetupResult.Refused(List.copyOf(refused), "");
            }
            return difference.isEmpty() ? new SetupResult.Done(sent, List.copyOf(notes)) : new SetupResult.Failed("read back, it has "
                    + difference);
        } catch (Silent e) {
            return new SetupResult.Failed(e.getMessage());
        }
    }

    /** @return what was read back and is not as planned; empty when all is */
    abstract String bring(BasePlan plan, boolean anew) throws Silent, InterruptedException;

    /** The answer to a line; its groups are the pattern's. */
    final Matcher ask(String line, Pattern answer) throws Silent, InterruptedException {
        return switch (commands.ask(line, answer)) {
            case Commands.Answer.Done<Matcher> done -> done.value();
            case Commands.Answer.Silence<Matcher> silence -> throw new Silent(silence.why());
            case Commands.Answer.Refused<Matcher> _ -> throw new Silent("it refuses to tell");
        };
    }

    final void counted() {
        sent++;
    }

    final void refuse(String what) {
        refused.add(what);
    }

    final void note(String text) {
        notes.add(text);
    }
}
