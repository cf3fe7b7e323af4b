package depot.sim.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class JsonTextTest {

    @Test
    void writesWhatTheReportHolds() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", 12L);
        map.put("rate", 0.12345);
        map.put("none", Double.NaN);
        map.put("text", "a \"b\" \\ \n");
        map.put("list", List.of(1, true, Map.of()));
        map.put("null", null);
        assertEquals("{\"count\":12,\"rate\":0.1235,\"none\":0.0000,\"text\":\"a \\\"b\\\" \\\\ \\u000a\","
                + "\"list\":[1,true,{}],\"null\":null}",
                JsonText.of(map));
    }

    @Test
    void aMetricIsFoundByItsWholeName() {
        String text = "# HELP a_total x\na_total_more 5\na_total 1.2E7\n";
        assertEquals(OptionalLong.of(12_000_000), Metric.valueIn(text, "a_total"));
        assertEquals(OptionalLong.empty(), Metric.valueIn(text, "b_total"));
    }
}
