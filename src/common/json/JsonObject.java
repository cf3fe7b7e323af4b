package depot.common.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A JSON object as a client sent it, read field by field with the error that a person needs. A null is as good as a
 * field left out; fields that are not asked for are ignored. Immutable.
 *
 * <p>Every reading method throws {@link BadInput}: malformed for a wrong type or a missing field, not allowed for a
 * value outside its bounds.
 */
public final class JsonObject {
    private final Map<String, Object> fields;
    private final String path;

    private JsonObject(Map<String, Object> fields, String path) {
        this.fields = fields;
        this.path = path;
    }

    /** One object in strict UTF-8, nested at most 32 deep, with nothing behind it. */
    public static JsonObject parse(byte[] utf8) {
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
        } catch (CharacterCodingException e) {
            throw BadInput.malformed("the JSON is not valid UTF-8");
        }
    }

    /** As {@link #parse(byte[])}, for text that was decoded already. */
    public static JsonObject parse(String text) {
        if (text.isBlank()) {
            throw BadInput.malformed("a JSON object is expected, and nothing came");
        }
        try (JsonParser parser = JsonShape.FACTORY.createParser(text)) {
            Object value = JsonShape.READER.anyFrom(parser);
            if (parser.nextToken() != null) {
                throw BadInput.malformed("there is text behind the JSON object");
            }
            if (!(value instanceof Map<?, ?>)) {
                throw BadInput.malformed("a JSON object is expected");
            }
            return new JsonObject(cast(value), "");
        } catch (StreamConstraintsException e) {
            throw BadInput.malformed(e.getOriginalMessage().contains("nesting")
                    ? "the JSON is nested more than " + JsonShape.MAX_DEPTH + " deep"
                    : "a number or a name in the JSON is too long");
        } catch (JsonProcessingException e) {
            throw BadInput.malformed("malformed JSON at line " + e.getLocation().getLineNr()
                    + ", column " + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw BadInput.malformed("malformed JSON");
        }
    }

    /** An object with this one field, whose value stood somewhere without a name, such as in a list: so that errors name it. */
    public static JsonObject of(String field, Object value) {
        return new JsonObject(java.util.Collections.singletonMap(field, value), "");
    }

    @SuppressWarnings("unchecked") // the parser makes Map<String, Object> and nothing else
    private static Map<String, Object> cast(Object value) {
        return (Map<String, Object>) value;
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** Whether the field is there, as a null: for the few fields where that says something. */
    public boolean isNull(String name) {
        return fields.containsKey(name) && fields.get(name) == null;
    }

    /** A text that must be there, of 1 to {@code max} characters, none of them a control character. */
    public String text(String name, int max) {
        return optionalText(name, max).orElseThrow(() -> missing(name));
    }

    /** As {@link #text}, and empty where the field is absent. */
    public Optional<String> optionalText(String name, int max) {
        return anyText(name).map(text -> Text.checked(path + name, text, max));
    }

    /** As {@link #optionalText}, for what people call something: blanks alone are no name. */
    public Optional<String> optionalName(String name, int max) {
        return optionalText(name, max).map(text -> {
            if (text.isBlank()) {
                throw BadInput.notAllowed(path + name, "must not be of blanks only");
            }
            return text;
        });
    }

    /** A text of any content, even empty; the caller bounds it. */
    public Optional<String> anyText(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw mistyped(name, "a text");
    }

    /**
     * A value of any type, as lists, maps, texts, numbers and flags: for the few whose form is not known before. Empty where it is absent
     * or null.
     */
    public Optional<Object> any(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** All fields, as {@link #any} has each. */
    public Map<String, Object> all() {
        return java.util.Collections.unmodifiableMap(fields);
    }

    /** A finite number. */
    public OptionalDouble optionalNumber(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!(value instanceof Number number)) {
            throw mistyped(name, "a number");
        }
        double d = number.doubleValue();
        if (!Double.isFinite(d)) {
            throw BadInput.notAllowed(path + name, "must be a finite number");
        }
        return OptionalDouble.of(d);
    }

    /** As {@link #optionalNumber(String)}, within both bounds. */
    public OptionalDouble optionalNumber(String name, double min, double max) {
        OptionalDouble value = optionalNumber(name);
        if (value.isPresent() && (value.getAsDouble() < min || value.getAsDouble() > max)) {
            throw BadInput.notAllowed(path + name, "must be from " + min + " to " + max);
        }
        return value;
    }

    /** A finite number that must be there. */
    public double number(String name) {
        return optionalNumber(name).orElseThrow(() -> missing(name));
    }

    /** As {@link #number(String)}, within both bounds. */
    public double number(String name, double min, double max) {
        double value = number(name);
        if (value < min || value > max) {
            throw BadInput.notAllowed(path + name, "must be from " + min + " to " + max);
        }
        return value;
    }

    /** A whole number that must be there, within both bounds. */
    public int integer(String name, int min, int max) {
        return optionalInteger(name, min, max).orElseThrow(() -> missing(name));
    }

    /** A whole number within both bounds; {@code 3.0} is one, as some clients write it so. */
    public OptionalInt optionalInteger(String name, int min, int max) {
        OptionalDouble value = optionalNumber(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        double d = value.getAsDouble();
        if (d != Math.rint(d)) {
            throw mistyped(name, "a whole number");
        }
        if (d < min || d > max) {
            throw BadInput.notAllowed(path + name, "must be from " + min + " to " + max);
        }
        return OptionalInt.of((int) d);
    }

    public Optional<Boolean> optionalFlag(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Boolean flag) {
            return Optional.of(flag);
        }
        throw mistyped(name, "true or false");
    }

    public Optional<JsonObject> object(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?>) {
            return Optional.of(new JsonObject(cast(value), path + name + "."));
        }
        throw mistyped(name, "an object");
    }

    /** A list of texts, each as {@link #text} has them, at most {@code maxEntries} of them. */
    public Optional<List<String>> texts(String name, int maxEntries, int max) {
        List<?> items = list(name, maxEntries).orElse(null);
        if (items == null) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>(items.size());
        for (Object item : items) {
            String place = name + "[" + texts.size() + "]";
            if (!(item instanceof String text)) {
                throw mistyped(place, "a text");
            }
            texts.add(Text.checked(path + place, text, max));
        }
        return Optional.of(texts);
    }

    /** A list of finite numbers, at most {@code max} of them. */
    public Optional<List<Double>> numbers(String name, int max) {
        List<?> items = list(name, max).orElse(null);
        if (items == null) {
            return Optional.empty();
        }
        List<Double> numbers = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof Number number) || !Double.isFinite(number.doubleValue())) {
                throw mistyped(name + "[" + numbers.size() + "]", "a number");
            }
            numbers.add(number.doubleValue());
        }
        return Optional.of(numbers);
    }

    /** A list of objects, at most {@code max} of them. */
    public Optional<List<JsonObject>> objects(String name, int max) {
        List<?> items = list(name, max).orElse(null);
        if (items == null) {
            return Optional.empty();
        }
        List<JsonObject> objects = new ArrayList<>(items.size());
        for (Object item : items) {
            String place = name + "[" + objects.size() + "]";
            if (!(item instanceof Map<?, ?>)) {
                throw mistyped(place, "an object");
            }
            objects.add(new JsonObject(cast(item), path + place + "."));
        }
        return Optional.of(objects);
    }

    private Optional<List<?>> list(String name, int max) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof List<?> items)) {
            throw mistyped(name, "a list");
        }
        if (items.size() > max) {
            throw BadInput.notAllowed(path + name, "must have at most " + max + " entries");
        }
        return Optional.of(items);
    }

    private BadInput missing(String name) {
        return BadInput.malformed("the field " + path + name + " is missing");
    }

    private BadInput mistyped(String name, String wanted) {
        return BadInput.malformed("the field " + path + name + " must be " + wanted);
    }
}
