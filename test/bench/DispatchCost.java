package depot.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is reported of dispatch at the end of a load: its memory, and errors. */
final class DispatchCost {

    private DispatchCost() {}

    /** @param mustBeZero a field of the load's results that counts what never came; an error when it does not say 0 */
    static Map<String, Object> of(Stage stage, Stage.Service service, LoadRun.Result result, String mustBeZero) throws IOException,
            InterruptedException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("residentPeakBytes", Memory.residentPeak(service.pid()));
        fields.put("liveHeapBytes", Memory.liveHeap(stage.jcmd(), service.pid()));
        fields.put("databaseBytes", service.database().resident());
        String errors = result.errors();
        if (mustBeZero != null && result.number(mustBeZero) != 0) {
            errors = (errors == null ? "" : errors + " ") + mustBeZero + " " + result.number(mustBeZero);
        }
        fields.put("errors", errors);
        return fields;
    }
}
