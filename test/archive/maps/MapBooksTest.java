package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.archive.place.Placement;
import depot.common.time.Time;
import depot.support.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator places a map while the maps' own thread begins, finishes and forgets others: the files stay whole, and nothing is lost. */
class MapBooksTest {
    private static final int ROUNDS = 60;
    private static final Jobs.Result RESULT = new Jobs.Result("success", Optional.empty(), 1, List.of(), List.of(), 0);

    @TempDir
    Path temp;

    private static DepotMap done(DepotMap map) {
        return map.result(UUID.randomUUID(), DepotMap.Assets.NONE, List.of(), DepotMap.Stats.NONE, RESULT, Optional.empty(), Instant.EPOCH);
    }

    @Test
    void writersDoNotGetInEachOthersWay() throws Exception {
        MapBooks books = new MapBooks(temp, Time.SYSTEM);
        DepotMap placed = DepotMap.begun(UUID.randomUUID(), "placed", Optional.empty(), Instant.EPOCH);
        books.begin(placed);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> operator = threads.submit(() -> {
                for (int i = 1; i <= ROUNDS; i++) {
                    Placement at = new Placement(i / 10.0, 11, 0, 0, "operator");
                    books.change(placed.id(), map -> map.placed(Optional.of(at), Instant.EPOCH));
                }
                return null;
            });
            Future<?> keeper = threads.submit(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    DepotMap other = DepotMap.begun(UUID.randomUUID(), "map-" + i, Optional.empty(), Instant.EPOCH);
                    books.begin(other);
                    if (i % 2 == 0) {
                        books.forget(other);
                    } else {
                        books.change(other.id(), MapBooksTest::done);
                    }
                    books.change(placed.id(), MapBooksTest::done);
                    Map<String, Object> index = JSON.std.mapFrom(Files.readString(temp.resolve("index.json")));
                    assertTrue(Json.objects(index.get("maps")).size() >= i / 2, "it is whole");
                }
                return null;
            });
            operator.get();
            keeper.get();
        }
        Map<String, Object> index = JSON.std.mapFrom(Files.readString(temp.resolve("index.json")));
        assertEquals(ROUNDS / 2 + 1, Json.objects(index.get("maps")).size());
        DepotMap last = new MapBooks(temp, Time.SYSTEM).map(placed.id()).orElseThrow();
        assertEquals(ROUNDS, last.version(), "no result is lost to a placing");
        assertEquals(ROUNDS / 10.0, last.placement().orElseThrow().latitude(), "nor a placing to a result");
        assertEquals(ROUNDS / 2 + 1, new MapBooks(temp, Time.SYSTEM).maps().size());
    }
}
