package depot.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The reason that is reported for a lost database. */
class ListenerReasonTest {
    @Test
    void isTheFirstLineOfWhatHasSomethingToSay() {
        assertEquals("refused", Listener.reason(new SQLException("no connection", new ConnectException("refused\nhint"))));
        assertEquals("an I/O error occurred", Listener.reason(new SQLException("an I/O error occurred", new EOFException())));
        assertEquals("no reason given", Listener.reason(new SQLException((String) null)));
    }
}
