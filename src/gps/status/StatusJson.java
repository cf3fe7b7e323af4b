package depot.gps.status;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import depot.gnss.Ecef;
import depot.gnss.Geodetic;
import depot.gnss.ubx.MonRf;
import depot.gnss.ubx.MonVer;
import depot.gps.corrections.Usability;
import depot.gps.ntrip.PushView;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** A status as JSON. The fields that existing consoles know come first; newer ones follow. */
final class StatusJson {
    private StatusJson() {}

    static byte[] encode(Status s) {
        return JsonText.write(json -> write(json, s));
    }

    /** The message on {@code /ws}. */
    static byte[] message(Status s) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "gps_status");
            json.writeFieldName("data");
            write(json, s);
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Status s) throws IOException {
        Fix fix = s.fix();
        json.writeStartObject();
        json.writeBooleanField("connected", s.connected());
        json.writeStringField("mode", lower(s.mode()));
        json.writeStringField("fixQuality", FixQualities.name(fix.quality()));
        json.writeNumberField("satellites", fix.satellites());
        if (fix.place().isPresent()) {
            number(json, "latitude", fix.place().get().latitudeDegrees(), 9);
            number(json, "longitude", fix.place().get().longitudeDegrees(), 9);
            optional(json, "altitude", fix.place().get().altitudeMetres(), 4);
        } else if (s.base().isPresent()) { // a base that reports no fix still sends its position
            Geodetic at = s.base().get().station().position().toGeodetic();
            number(json, "latitude", at.latitudeDegrees(), 9);
            number(json, "longitude", at.longitudeDegrees(), 9);
        }
        optional(json, "hdop", fix.hdop(), 2);
        if (s.survey().isPresent()) {
            json.writeObjectFieldStart("surveyIn");
            json.writeBooleanField("active", s.survey().get().active());
            json.writeBooleanField("valid", s.survey().get().valid());
            json.writeNumberField("duration", s.survey().get().durationSeconds());
            number(json, "accuracy", s.survey().get().accuracyMetres(), 4);
            json.writeEndObject();
        }
        json.writeArrayFieldStart("rtcmMessages");
        for (RtcmCounts.Count count : s.rtcm()) {
            json.writeStartObject();
            json.writeNumberField("type", count.type());
            json.writeNumberField("count", count.count());
            json.writeNumberField("lastSeen", count.lastSeenMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("clients", s.clients());
        json.writeNumberField("lastUpdate", s.lastUpdateMillis());
        writeNew(json, s);
        json.writeEndObject();
    }

    private static void writeNew(JsonGenerator json, Status s) throws IOException {
        if (s.stale()) {
            json.writeBooleanField("stale", true);
        }
        if (s.judged().degraded().isPresent()) {
            json.writeStringField("degraded", s.judged().degraded().get());
        }
        if (s.judged().simulated()) {
            json.writeBooleanField("simulated", true);
        }
        if (!fixKnown(s)) {
            json.writeBooleanField("fixKnown", false);
        }
        judged(json, s.judged());
        json.writeStringField("source", s.source());
        if (s.fix().place().isPresent()) {
            optional(json, "height", s.fix().place().get().heightMetres(), 4);
        }
        optional(json, "horizontalAccuracy", s.fix().horizontalAccuracyMetres(), 4);
        optional(json, "verticalAccuracy", s.fix().verticalAccuracyMetres(), 4);
        if (s.fix().time().isPresent()) {
            json.writeStringField("time", s.fix().time().get().truncatedTo(ChronoUnit.MILLIS).toString());
        }
        json.writeNumberField("bytesPerSecond", s.bytesPerSecond());
        json.writeNumberField("checksumFailures", s.checksumFailures());
        if (s.base().isPresent()) {
            Ecef at = s.base().get().station().position();
            json.writeObjectFieldStart("basePosition");
            place(json, at.toGeodetic());
            json.writeNumberField("station", s.base().get().station().station());
            json.writeNumberField("lastSeen", s.base().get().lastSeenMillis());
            json.writeEndObject();
        }
        if (s.version().isPresent()) {
            receiver(json, s.version().get());
        }
        if (s.radio().isPresent()) {
            radio(json, s.radio().get());
        }
    }

    /** Whether a message says if there is a fix. If none does, {@code fixQuality} still says that there is none, as it always did. */
    private static boolean fixKnown(Status s) {
        return s.fix().fresh();
    }

    private static void judged(JsonGenerator json, Judged judged) throws IOException {
        Usability corrections = judged.corrections();
        json.writeObjectFieldStart("corrections");
        json.writeBooleanField("usable", corrections.usable());
        json.writeArrayFieldStart("missing");
        for (Usability.Part part : corrections.missing()) {
            json.writeString(lower(part));
        }
        json.writeEndArray();
        if (!corrections.usable()) {
            json.writeStringField("since", seconds(corrections.sinceMillis()));
            json.writeStringField("why", judged.why());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("survey");
        json.writeStringField("state", lower(judged.survey().kind()));
        if (judged.survey().endsAtMillis().isPresent()) {
            json.writeStringField("endsAt", seconds(judged.survey().endsAtMillis().getAsLong()));
        }
        json.writeEndObject();
        if (!judged.notes().isEmpty()) {
            json.writeArrayFieldStart("notes");
            for (String note : judged.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
        }
        if (!judged.pushes().isEmpty()) {
            json.writeArrayFieldStart("push");
            for (PushView push : judged.pushes()) {
                push(json, push);
            }
            json.writeEndArray();
        }
    }

    private static void push(JsonGenerator json, PushView push) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", push.target());
        json.writeStringField("state", lower(push.state()));
        json.writeStringField("since", seconds(push.sinceMillis()));
        if (push.error().isPresent()) {
            json.writeStringField("error", push.error().get());
        }
        json.writeEndObject();
    }

    static String seconds(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Degrees, and {@code height} in metres above the ellipsoid. */
    static void place(JsonGenerator json, Geodetic place) throws IOException {
        number(json, "latitude", place.latitudeDegrees(), 9);
        number(json, "longitude", place.longitudeDegrees(), 9);
        number(json, "height", place.heightMetres(), 4);
    }

    private static void receiver(JsonGenerator json, MonVer version) throws IOException {
        json.writeObjectFieldStart("receiver");
        Optional<String> model = version.extension("MOD");
        if (model.isPresent()) {
            json.writeStringField("model", model.get());
        }
        json.writeStringField("firmware", version.extension("FWVER").orElse(version.software()));
        Optional<String> protocol = version.extension("PROTVER");
        if (protocol.isPresent()) {
            json.writeStringField("protocol", protocol.get());
        }
        json.writeStringField("hardware", version.hardware());
        json.writeEndObject();
    }

    /** The antenna is that of the first block, L1; of the jamming states the worst counts. */
    private static void radio(JsonGenerator json, MonRf radio) throws IOException {
        if (radio.blocks().isEmpty()) {
            return;
        }
        MonRf.Block first = radio.blocks().getFirst();
        json.writeObjectFieldStart("antenna");
        json.writeStringField("status", first.antennaStatus() == MonRf.AntennaStatus.DONTKNOW ? "unknown" : lower(first.antennaStatus()));
        json.writeStringField("power", first.antennaPower() == MonRf.AntennaPower.DONTKNOW ? "unknown" : lower(first.antennaPower()));
        json.writeEndObject();
        MonRf.Jamming worst = radio.blocks().stream().map(MonRf.Block::jamming).max(Enum::compareTo).orElse(MonRf.Jamming.UNKNOWN);
        json.writeStringField("jamming", lower(worst));
    }

    private static void optional(JsonGenerator json, String name, OptionalDouble value, int decimals) throws IOException {
        if (value.isPresent()) {
            number(json, name, value.getAsDouble(), decimals);
        }
    }

    static void number(JsonGenerator json, String name, double value, int decimals) throws IOException {
        json.writeNumberField(name, BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue());
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
