package depot.bench;

import java.util.Locale;
import java.util.Map;

/**
 * A column of a table.
 *
 * @param heading with the unit
 * @param key of the row's field
 * @param format for {@link String#format}
 * @param unit the field is divided by this
 */
record Column(String heading, String key, String format, double unit) {

    static Column text(String heading, String key) {
        return new Column(heading, key, "%s", 0);
    }

    /** A whole number with thousands apart. */
    static Column count(String heading, String key) {
        return new Column(heading, key, "%,.0f", 1);
    }

    static Column number(String heading, String key, int digits) {
        return new Column(heading, key, "%,." + digits + "f", 1);
    }

    /** A field in bytes, shown in units of so many. */
    static Column bytes(String heading, String key, double unit) {
        return new Column(heading, key, "%,.1f", unit);
    }

    /** What a row shows; "-" where it has no such field. */
    String cell(Map<String, Object> row) {
        Object value = row.get(key);
        if (value == null) {
            return "-";
        }
        return value instanceof Number number && unit != 0
                ? String.format(Locale.ROOT, format, number.doubleValue() / unit)
                : value.toString();
    }
}
