package depot.support.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Holds values against JSON Schema (2020-12), as far as our documents use it: a keyword that is not known here is a fault of the document,
 * never passed over. (A library would bring eight jars more for what is a page.) Immutable.
 */
final class JsonSchema {
    private static final Set<String> SAYING_NOTHING = Set.of("description", "title", "example", "examples", "default");
    private static final int MOST_FAULTS = 5;

    private final UnaryOperator<Map<?, ?>> resolver;

    /** @param resolver from a schema with a {@code $ref} to the one that it names; any other as it is */
    JsonSchema(UnaryOperator<Map<?, ?>> resolver) {
        this.resolver = resolver;
    }

    /** What is wrong with the value, each with its place; empty when it is as the schema says. */
    List<String> faults(Map<?, ?> schema, Object value) {
        List<String> faults = new ArrayList<>();
        check(schema, value, "", faults);
        return faults.subList(0, Math.min(faults.size(), MOST_FAULTS));
    }

    private void check(Map<?, ?> reference, Object value, String at, List<String> faults) {
        Map<?, ?> schema = resolver.apply(reference);
        for (Map.Entry<?, ?> each : schema.entrySet()) {
            Object said = each.getValue();
            switch ((String) each.getKey()) {
                case "type" -> require(types(said).stream().anyMatch(type -> is(type, value)), at, "is no " + said, value, faults);
                case "enum" -> require(((List<?>) said).stream().anyMatch(one -> same(one, value)), at, "is none of " + said, value,
                        faults);
                case "const" -> require(same(said, value), at, "is not " + said, value, faults);
                case "format" ->
                        require(!(value instanceof String text) || hasFormat((String) said, text), at, "is no " + said, value, faults);
                case "minimum" -> require(!(size(value) < number(said)), at, "is below " + said, value, faults);
                case "maximum" -> require(!(size(value) > number(said)), at, "is above " + said, value, faults);
                case "minLength", "minItems" -> require(!(length(value) < number(said)), at, "has fewer than " + said, value, faults);
                case "maxLength", "maxItems" -> require(!(length(value) > number(said)), at, "has more than " + said, value, faults);
                case "items" -> {
                    if (value instanceof List<?> list) {
                        for (int i = 0; i < list.size() && faults.size() < MOST_FAULTS; i++) {
                            check((Map<?, ?>) said, list.get(i), at + "[" + i + "]", faults);
                        }
                    }
                }
                case "required" -> {
                    if (value instanceof Map<?, ?> object) {
                        for (Object name : (List<?>) said) {
                            require(object.containsKey(name), at, "lacks " + name, object.keySet(), faults);
                        }
                    }
                }
                case "properties", "additionalProperties" -> { } // below, together
                case "allOf" -> ((List<?>) said).forEach(one -> check((Map<?, ?>) one, value, at, faults));
                case "oneOf" -> kinds((List<?>) said, 1, value, at, faults);
                case "anyOf" -> kinds((List<?>) said, Integer.MAX_VALUE, value, at, faults);
                default -> {
                    if (!SAYING_NOTHING.contains(each.getKey())) {
                        throw new IllegalArgumentException("the schema at " + at + " uses " + each.getKey() + ", which is not known here");
                    }
                }
            }
        }
        if (value instanceof Map<?, ?> object) {
            checkFields(schema, object, at, faults);
        }
    }

    private void checkFields(Map<?, ?> schema, Map<?, ?> object, String at, List<String> faults) {
        Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
        Object others = schema.get("additionalProperties");
        for (Map.Entry<?, ?> field : object.entrySet()) {
            String below = at + "." + field.getKey();
            if (properties.get(field.getKey()) instanceof Map<?, ?> property) {
                check(property, field.getValue(), below, faults);
            } else if (Boolean.FALSE.equals(others)) {
                faults.add(below + " is not in the document");
            } else if (others instanceof Map<?, ?> other) {
                check(other, field.getValue(), below, faults);
            }
        }
    }

    /** The value is of one of these kinds, and of no more than {@code most}; else the one that comes nearest says why not. */
    private void kinds(List<?> schemas, int most, Object value, String at, List<String> faults) {
        int fitting = 0;
        List<String> least = null;
        for (Object one : schemas) {
            List<String> found = new ArrayList<>();
            check((Map<?, ?>) one, value, at, found);
            fitting += found.isEmpty() ? 1 : 0;
            least = least == null || found.size() < least.size() ? found : least;
        }
        require(fitting >= 1 && fitting <= most, at, "is of " + fitting + " kinds " + least, value, faults);
    }

    /** NaN, which is neither below nor above anything, for what is no number. */
    private static double size(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Of a text in characters, of a list in entries; else as above. */
    private static double length(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case List<?> list -> list.size();
            case null, default -> Double.NaN;
        };
    }

    private static void require(boolean right, String at, String what, Object value, List<String> faults) {
        if (!right) {
            String shown = String.valueOf(value);
            faults.add(at + " " + what + ": " + (shown.length() <= 120 ? shown : shown.substring(0, 120) + "…"));
        }
    }

    private static List<?> types(Object said) {
        return said instanceof List<?> list ? list : List.of(said);
    }

    private static boolean is(Object type, Object value) {
        return switch ((String) type) {
            case "null" -> value == null;
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "number" -> value instanceof Number;
            case "integer" -> value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            default -> throw new IllegalArgumentException("no type is called " + type);
        };
    }

    private static boolean same(Object one, Object other) {
        return one instanceof Number a && other instanceof Number b ? a.doubleValue() == b.doubleValue() : Objects.equals(one, other);
    }

    private static double number(Object said) {
        return ((Number) said).doubleValue();
    }

    private static boolean hasFormat(String format, String text) {
        try {
            switch (format) {
                case "date-time" -> Instant.parse(text);
                case "uuid" -> UUID.fromString(text);
                default -> throw new IllegalArgumentException("no format is called " + format);
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        } catch (IllegalArgumentException e) {
            if (!format.equals("uuid")) {
                throw e;
            }
            return false;
        }
    }
}
