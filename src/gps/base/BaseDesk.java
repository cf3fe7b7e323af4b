package depot.gps.base;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.http.Refused;
import depot.common.http.Response;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.lifecycle.Time;
import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import depot.gnss.ubx.NavSvin;
import depot.gnss.ubx.OutputMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators ask of the base: to see its set-up, to change it, to keep the position that a survey found. Thread-safe. */
public final class BaseDesk {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);
    private static final int MOST_TEXT = 1000;

    private final BaseSetup setup;
    private final BasePlan configured;
    private final BasePlan.Mode.SurveyIn usualSurvey;
    private final Optional<KeptPositionFile> file;
    private final Supplier<Optional<NavSvin>> survey;
    private final Time time;
    private volatile Optional<KeptPosition> kept; // written under this

    /**
     * @param configured what the environment says: where a call leaves out a value, its is taken
     * @param usualSurvey as {@code configured}
     * @param file empty when there is no place to keep a position in
     * @param survey what the receiver tells of it now
     */
    public BaseDesk(BaseSetup setup, BasePlan configured, BasePlan.Mode.SurveyIn usualSurvey, Optional<KeptPosition> kept,
            Optional<KeptPositionFile> file, Supplier<Optional<NavSvin>> survey, Time time) {
        this.setup = setup;
        this.configured = configured;
        this.usualSurvey = usualSurvey;
        this.kept = kept;
        this.file = file;
        this.survey = survey;
        this.time = time;
    }

    /** What the receiver is to be at the start: a kept position counts more than a survey, and less than a configured position. */
    public static BasePlan atStart(BasePlan configured, Optional<KeptPosition> kept) {
        if (kept.isEmpty()) {
            return configured;
        }
        if (configured.mode() instanceof BasePlan.Mode.Fixed fixed) {
            double metres = fixed.position().distanceMetres(kept.get().position());
            log.warn("GPS_FIXED_POSITION counts, and not the kept position, which is {} m from it", Math.round(metres * 100) / 100.0);
            return configured;
        }
        return new BasePlan(fixed(kept.get()), configured.rtcm());
    }

    private static BasePlan.Mode fixed(KeptPosition position) {
        return new BasePlan.Mode.Fixed(position.position(), OptionalDouble.of(position.accuracyMetres()), true);
    }

    public Optional<KeptPosition> kept() {
        return kept;
    }

    public Response show() {
        return Response.json(200, encode());
    }

    /** {@code POST /base}: answered when the receiver has taken it, or has not. */
    public synchronized Response change(JsonObject json) throws InterruptedException {
        return apply(new BasePlan(mode(json), messages(json)));
    }

    private BasePlan.Mode mode(JsonObject json) {
        String mode = json.text("mode", MOST_TEXT);
        int seconds = json.optionalInteger("surveySeconds", 1, BaseSettings.LONGEST_SURVEY_SECONDS).orElse(usualSurvey.seconds());
        double accuracy = json.optionalNumber("surveyAccuracy").orElse(usualSurvey.accuracyMetres());
        if (accuracy < BaseSettings.BEST_METRES || accuracy > BaseSettings.WORST_METRES) {
            throw BadInput.notAllowed("surveyAccuracy", "must be from " + BaseSettings.BEST_METRES + " to " + BaseSettings.WORST_METRES);
        }
        return switch (mode) {
            case "off" -> new BasePlan.Mode.Off();
            case "survey-in" -> new BasePlan.Mode.SurveyIn(seconds, accuracy);
            case "fixed" -> BaseSettings.fixed(position(json));
            default -> throw BadInput.notAllowed("mode", "must be off, survey-in or fixed");
        };
    }

    private static Geodetic position(JsonObject json) {
        JsonObject place = json.object("position").orElseThrow(() -> BadInput.malformed("the field position is missing"));
        try {
            return BaseSettings.checked(new Geodetic(number(place, "latitude"), number(place, "longitude"), number(place, "height")));
        } catch (IllegalArgumentException e) {
            throw BadInput.notAllowed("position", e.getMessage());
        }
    }

    private static double number(JsonObject place, String name) {
        return place.optionalNumber(name).orElseThrow(() -> BadInput.malformed("the field position." + name + " is missing"));
    }

    private List<OutputMessage> messages(JsonObject json) {
        Optional<String> text = json.optionalText("rtcmMessages", MOST_TEXT);
        try {
            return text.map(BaseSettings::messages).orElse(configured.rtcm());
        } catch (IllegalArgumentException e) {
            throw BadInput.notAllowed("rtcmMessages", e.getMessage());
        }
    }

    /** {@code POST /base/keep}: the survey's position, from now on and after every restart. */
    public synchronized Response keep() throws InterruptedException {
        KeptPositionFile place = file.orElseThrow(() -> new Refused(409, "there is no place to keep it in: set DATA_DIR"));
        NavSvin ended = survey.get().filter(s -> s.valid() && !s.active())
                .orElseThrow(() -> new Refused(409, "there is no survey that has ended"));
        KeptPosition found = new KeptPosition(ended.mean(), ended.accuracyMetres(), time.millis());
        try {
            place.write(found);
        } catch (IOException e) {
            log.warn("the base position cannot be kept: {}", e.toString());
            throw Refused.unavailable("the position cannot be written to DATA_DIR");
        }
        kept = Optional.of(found);
        log.info("the position that the survey found is kept: {}", found.position().toGeodetic());
        return apply(new BasePlan(fixed(found), setup.plan().rtcm()));
    }

    /** {@code DELETE /base/keep}: the receiver stays as it is; the next start goes by the environment. */
    public synchronized Response forget() {
        if (kept.isEmpty()) {
            throw Refused.notFound("no position is kept");
        }
        try {
            file.orElseThrow().delete();
        } catch (IOException e) {
            log.warn("the kept base position cannot be forgotten: {}", e.toString());
            throw Refused.unavailable("the file in DATA_DIR cannot be removed");
        }
        kept = Optional.empty();
        return Response.empty(204);
    }

    private Response apply(BasePlan plan) throws InterruptedException {
        if (!setup.possible()) {
            throw new Refused(409, "this source takes no commands");
        }
        SetupResult result = setup.plan(plan, ANSWER_WITHIN);
        if (result instanceof SetupResult.Refused) {
            throw new Refused(409, result.problem());
        }
        boolean done = result instanceof SetupResult.Done || result instanceof SetupResult.LeftAlone;
        return Response.json(done ? 200 : 202, encode()); // 202: it will be when the receiver is there
    }

    private byte[] encode() {
        BasePlan plan = setup.plan();
        SetupResult result = setup.result();
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("mode", plan.mode().text());
            json.writeStringField("state", setup.possible() ? result.state() : "not-possible");
            if (!result.problem().isEmpty()) {
                json.writeStringField("problem", result.problem());
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
            json.writeStringField("rtcmMessages", String.join(",", plan.rtcm().stream().map(BaseDesk::number).toList()));
            if (kept.isPresent()) {
                json.writeObjectFieldStart("kept");
                place(json, kept.get().position());
                json.writeNumberField("accuracy", kept.get().accuracyMetres());
                json.writeStringField("keptAt", Instant.ofEpochMilli(kept.get().keptAtMillis()).toString());
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    private static String number(OutputMessage message) {
        return message.name().replace("RTCM_3X_TYPE", "").replace('_', '.');
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
