package depot.dispatch.web;

import depot.common.http.Handler;
import depot.common.http.Refused;
import depot.database.DatabaseAway;

/** The one place that decides how a call is answered that needs the database while it is away. */
public final class DatabaseCall {
    private DatabaseCall() {}

    /** The handler, with 503 and when to come again. */
    public static Handler of(Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (DatabaseAway e) {
                throw Refused.unavailable("the database is away: try again");
            }
        };
    }
}
