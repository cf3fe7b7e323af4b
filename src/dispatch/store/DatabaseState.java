package depot.dispatch.store;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the database is there; each change is logged once. Set by the one thread that watches it; read by any. */
public final class DatabaseState {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");

    private volatile String away = "the database was not reached yet"; // null while it is there
    private boolean lossLogged; // the watching thread's alone

    /** Why it is away, for a person; empty while it is there. */
    public Optional<String> away() {
        return Optional.ofNullable(away);
    }

    /** Called by the watching thread. */
    public void present() {
        if (lossLogged) {
            log.info("the database is back");
        }
        lossLogged = false;
        away = null;
    }

    /** Called by the watching thread. */
    public void lost(String why) {
        if (!lossLogged) {
            log.warn("the database is away, calls that need it are answered with 503: {}", why);
        }
        lossLogged = true;
        away = "the database is away: " + why;
    }
}
