package depot.archive.maps;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.recordings.GpsBounds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads fields that may be written in camelCase or snake_case. Immutable. */
record Spelling(JsonObject json) {
    private static final int MAX_ENTRIES = 100_000;

    private String name(String camel) {
        if (json.has(camel)) {
            return camel;
        }
        StringBuilder snake = new StringBuilder();
        for (char c : camel.toCharArray()) {
            snake.append(Character.isUpperCase(c) ? "_" + Character.toLowerCase(c) : String.valueOf(c));
        }
        return snake.toString();
    }

    Optional<String> text(String camel) {
        return json.anyText(name(camel));
    }

    Optional<UUID> uuid(String camel) {
        return text(camel).flatMap(text -> {
            try {
                return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    Optional<Instant> time(String camel) {
        return text(camel).flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    int count(String camel) {
        return json.optionalInteger(name(camel), 0, Integer.MAX_VALUE).orElse(0);
    }

    long number(String camel) {
        return (long) json.optionalNumber(name(camel)).orElse(0);
    }

    double real(String camel) {
        return json.optionalNumber(name(camel)).orElse(0);
    }

    Optional<GpsBounds> bounds(String camel) {
        return GpsBounds.from(json, name(camel));
    }

    Optional<JsonObject> object(String camel) {
        return json.object(name(camel));
    }

    List<JsonObject> objects(String camel) {
        return json.objects(name(camel), MAX_ENTRIES).orElse(List.of());
    }

    static BadInput missing(String field) {
        return BadInput.malformed("the field " + field + " is missing");
    }
}
