package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.Eligibility;
import depot.dispatch.rules.Obstacle;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A rover that might get a task, as clients see it. */
final class CandidateJson {
    private CandidateJson() {}

    /** @param why the reason that no rover may have the task now; empty where that depends on the rover */
    static void write(Candidate candidate, Optional<String> why, JsonGenerator json) throws IOException {
        List<Obstacle> obstacles = Eligibility.obstacles(candidate);
        json.writeStartObject();
        json.writeStringField("roverId", candidate.books().rover());
        json.writeBooleanField("eligible", why.isEmpty() && obstacles.isEmpty());
        json.writeArrayFieldStart("reasons");
        if (why.isPresent()) {
            json.writeString(why.get());
        }
        for (Obstacle each : obstacles) {
            json.writeString(each.why());
        }
        json.writeEndArray();
        json.writeFieldName("distanceMetres");
        if (candidate.metres() == null) {
            json.writeNull();
        } else {
            json.writeNumber(Math.round(candidate.metres() * 100) / 100.0);
        }
        json.writeEndObject();
    }
}
