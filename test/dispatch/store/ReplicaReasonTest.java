package depot.dispatch.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What is told of a database that is lost. */
class ReplicaReasonTest {
    @Test
    void isTheFirstLineOfWhatHasSomethingToSay() {
        assertEquals("refused", Replica.reason(new SQLException("no connection", new ConnectException("refused\nhint"))));
        assertEquals("an I/O error occurred", Replica.reason(new SQLException("an I/O error occurred", new EOFException())));
        assertEquals("no reason given", Replica.reason(new SQLException((String) null)));
    }
}
