package depot.bench;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as text: a heading, then numbers to the right and words to the left. */
final class Table {

    private Table() {}

    static String of(List<Column> columns, List<Map<String, Object>> rows) {
        int[] widths = columns.stream().mapToInt(column -> Math.max(column.heading().length(),
                rows.stream().mapToInt(row -> column.cell(row).length()).max().orElse(0))).toArray();
        StringBuilder out = new StringBuilder(line(columns, widths, Column::heading));
        for (Map<String, Object> row : rows) {
            out.append('\n').append(line(columns, widths, column -> column.cell(row)));
        }
        return out.toString();
    }

    private static String line(List<Column> columns, int[] widths, Function<Column, String> cell) {
        return IntStream.range(0, widths.length)
                .mapToObj(i -> pad(cell.apply(columns.get(i)), widths[i], columns.get(i).unit() == 0))
                .collect(Collectors.joining("  ")).stripTrailing();
    }

    private static String pad(String text, int width, boolean left) {
        String blanks = " ".repeat(width - text.length());
        return left ? text + blanks : blanks + text;
    }
}
