package depot.discovery.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.database.Migrator;
import depot.support.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which registration of a rover counts, when one of them waited for the database. */
class RegistryTableTest {
    private static final long HOUR = 3_600_000;

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.create();
        connection = database.connect();
        new Migrator("discovery", List.of("001_registry.sql")).apply(connection);
    }

    @AfterEach
    void end() throws Exception {
        connection.close();
        database.close();
    }

    private Map<String, Long> put(String address, long ageMillis, boolean timed, long replaces) throws Exception {
        Registered rover = new Registered("r", "Rover", address, address + "/video", 7);
        return RegistryTable.put(connection, List.of(new RegistryTable.Wanted(rover, ageMillis, timed, replaces)));
    }

    private long now(String address) throws Exception {
        return put(address, 0, true, RegistryTable.ANY).get("r");
    }

    private void assertIs(String address) throws Exception {
        assertEquals(address, RegistryTable.all(connection, 10).getFirst().rover().address());
    }

    @Test
    void theVersionThatIsToldIsTheOneThatIsRead() throws Exception {
        long version = now("ws://old");
        RegistryTable.Row row = RegistryTable.of(connection, List.of("r")).getFirst();
        assertEquals(version, row.version());
        assertEquals(version / 1000, row.rover().sinceMillis());
        assertEquals(System.currentTimeMillis(), row.rover().sinceMillis(), 60_000);
        assertTrue(now("ws://new") > version);
        assertIs("ws://new");
    }

    @Test
    void whatWaitedReplacesTheRowThatWasThereBefore() throws Exception {
        long version = now("ws://old");
        assertEquals(1, put("ws://new", 0, false, version).size());
        assertIs("ws://new");
    }

    @Test
    void whatWaitedDoesNotReplaceARowThatIsNewer() throws Exception {
        long version = now("ws://old");
        now("ws://newer");
        assertEquals(Map.of(), put("ws://waited", 0, false, version));
        assertEquals(Map.of(), put("ws://waited", HOUR, true, version));
        assertIs("ws://newer");
    }

    @Test
    void ofTwoThatWaitedTheLaterCountsInWhicheverOrderTheyAreWritten() throws Exception {
        long version = now("ws://old");
        put("ws://later", HOUR, true, version);
        assertEquals(Map.of(), put("ws://earlier", 2 * HOUR, true, version - 3 * HOUR * 1000));
        assertIs("ws://later");
        put("ws://latest", HOUR / 2, true, RegistryTable.NONE);
        assertIs("ws://latest");
    }

    @Test
    void whatKnowsNothingOfTheRowLeavesItAndIsWrittenWhereThereIsNone() throws Exception {
        put("ws://first", 0, false, RegistryTable.NONE);
        assertIs("ws://first");
        assertEquals(Map.of(), put("ws://second", 0, false, RegistryTable.NONE));
        assertIs("ws://first");
    }

    @Test
    void aClockOfTheDatabaseThatWasSetBackHoldsUpNoNewRegistration() throws Exception {
        put("ws://ahead", -24 * HOUR, true, RegistryTable.ANY);
        long ahead = RegistryTable.of(connection, List.of("r")).getFirst().version();
        assertEquals(1, put("ws://waited", HOUR, true, ahead).size(), "it has not changed since");
        put("ws://ahead", -24 * HOUR, true, RegistryTable.ANY);
        now("ws://now");
        assertIs("ws://now");
    }
}
