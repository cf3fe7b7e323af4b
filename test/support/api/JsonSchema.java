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
                case "enum" -> require(((List<?>) said).stream().anyMatch(one -> same(one, value)), at, "is none of " + said, value, faults);
                case "const" -> require(same(said, value), at, "is not " + said, value, faults);
                case "format" -> require(!(value instanceof String text) || hasFormat((String) said, text), at, "is no " + said, value, faults);
                case "minimum" -> require(!(value instanceof Number n) || n.doubleValue() >= number(said), at, "is below " + said, value, faults);
                case "maximum" -> require(!(value instanceof Number n) || n.doubleValue() <= number(said), at, "is above " + said, value, faults);
                case "minLength" -> require(!(value instanceof String s) || s.length() >= number(said), at, "is too short", value, faults);
                case "maxLength" -> require(!(value instanceof String s) || s.codePointCount(0, s.length()) <= number(said), at, "is too long",
                        value, faults);
                case "minItems" -> require(!(value instanceof List<?> l) || l.size() >= number(said), at, "has too few", value, faults);
                case "maxItems" -> require(!(value instanceof List<?> l) || l.size() <= number(said), at, "has too many", value, faults);
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
                case "oneOf" -> require(fitting((List<?>) said, value, at) == 1, at, "is not one of the kinds" + nearest((List<?>) said, value, at),
                        value, faults);
                case "anyOf" -> require(fitting((List<?>) said, value, at) > 0, at, "is none of the kinds" + nearest((List<?>) said, value, at),
                        value, faults);
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

    private long fitting(List<?> schemas, Object value, String at) {
        return schemas.stream().filter(one -> {
            List<String> faults = new ArrayList<>();
            check((Map<?, ?>) one, value, at, faults);
            return faults.isEmpty();
        }).count();
    }

    /** What the kind that comes nearest finds. */
    private String nearest(List<?> schemas, Object value, String at) {
        List<String> least = List.of();
        for (Object one : schemas) {
            List<String> faults = new ArrayList<>();
            check((Map<?, ?>) one, value, at, faults);
            if (least.isEmpty() || faults.size() < least.size()) {
                least = faults;
            }
        }
        return " " + least;
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
