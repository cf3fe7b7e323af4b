package depot.gps.base;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;

/** The base's set-up as JSON. */
final class BaseJson {
    private BaseJson() {}

    static byte[] encode(BaseSetup setup, Optional<KeptPosition> kept) {
        BasePlan plan = setup.plan();
        SetupResult result = setup.result();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("mode", plan.mode().text());
            json.writeStringField("state", setup.possible() ? result.state() : "not-possible");
            if (!result.problem().isEmpty()) {
                json.writeStringField("problem", result.problem());
            }
            if (!result.notes().isEmpty()) {
                json.writeArrayFieldStart("notes");
                for (String note : result.notes()) {
                    json.writeString(note);
                }
                json.writeEndArray();
            }
            switch (plan.mode()) {
                case BasePlan.Mode.SurveyIn survey -> {
                    json.writeNumberField("surveySeconds", survey.seconds());
                    json.writeNumberField("surveyAccuracy", survey.accuracyMetres());
                }
                case BasePlan.Mode.Fixed fixed -> {
                    json.writeObjectFieldStart("position");
                    place(json, fixed.position());
                    json.writeEndObject();
                }
                case BasePlan.Mode.LeftAlone _, BasePlan.Mode.Off _ -> { }
            }
            json.writeStringField("rtcmMessages", plan.rtcm().text());
            if (kept.isPresent()) {
                json.writeObjectFieldStart("kept");
                place(json, kept.get().position());
                json.writeNumberField("accuracy", kept.get().accuracyMetres());
                json.writeStringField("keptAt", Instant.ofEpochMilli(kept.get().keptAtMillis()).toString());
                if (kept.get().frame().isPresent()) {
                    json.writeStringField("frame", kept.get().frame().get());
                }
                if (kept.get().source().isPresent()) {
                    json.writeStringField("source", kept.get().source().get());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    /** A position that is too far from what is known to be taken without a word more. */
    static byte[] doubted(PositionCheck.Doubt doubt) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("error", "the position is doubtful: " + doubt.why() + ". With \"confirm\":true it is set all the same");
            json.writeNumberField("distanceMetres", rounded(doubt.distanceMetres(), 2));
            json.writeEndObject();
        });
    }

    private static void place(JsonGenerator json, Ecef position) throws IOException {
        Geodetic place = position.toGeodetic();
        json.writeNumberField("latitude", rounded(place.latitudeDegrees(), 9));
        json.writeNumberField("longitude", rounded(place.longitudeDegrees(), 9));
        json.writeNumberField("height", rounded(place.heightMetres(), 4));
    }

    private static double rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
    }
}
