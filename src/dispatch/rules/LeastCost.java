package depot.dispatch.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs rows with columns, each at most once, at the least cost in all: the Hungarian method, a row at a time by the shortest augmenting
 * path (Kuhn 1955; Jonker and Volgenant 1987). A row that was added once stays paired. Every row costs at most columns² steps. For one
 * thread.
 */
final class LeastCost {
    /** The cost of a pair that is not allowed. */
    static final double NEVER = Double.POSITIVE_INFINITY;
    private static final int NONE = -1;

    private final int columns;
    private final List<double[]> rows = new ArrayList<>();
    private final List<Double> rowPotentials = new ArrayList<>();
    private final double[] columnPotentials;
    private final int[] rowOf; // by column

    LeastCost(int columns) {
        this.columns = columns;
        columnPotentials = new double[columns];
        rowOf = new int[columns];
        Arrays.fill(rowOf, NONE);
    }

    /**
     * Adds a row, and pairs others anew where that is cheaper in all.
     *
     * @param costs of each column, finite or {@link #NEVER}
     * @return whether it could be paired without taking another row's only column; else nothing has changed
     */
    boolean add(double[] costs) {
        int added = rows.size();
        rows.add(costs);
        rowPotentials.add(0.0);
        double[] least = new double[columns]; // the least reduced cost by which each column is reached
        Arrays.fill(least, NEVER);
        int[] from = new int[columns]; // the column that is before it on that way
        boolean[] reached = new boolean[columns];
        int column = NONE;
        while (true) {
            int row = column == NONE ? added : rowOf[column];
            int next = NONE;
            for (int each = 0; each < columns; each++) {
                if (!reached[each]) {
                    double reduced = rows.get(row)[each] - rowPotentials.get(row) - columnPotentials[each];
                    if (reduced < least[each]) {
                        least[each] = reduced;
                        from[each] = column;
                    }
                    if (least[each] < NEVER && (next == NONE || least[each] < least[next])) {
                        next = each;
                    }
                }
            }
            if (next == NONE) {
                rows.removeLast();
                rowPotentials.removeLast();
                return false;
            }
            double step = least[next];
            rowPotentials.set(added, rowPotentials.get(added) + step);
            for (int each = 0; each < columns; each++) {
                if (reached[each]) {
                    rowPotentials.set(rowOf[each], rowPotentials.get(rowOf[each]) + step);
                    columnPotentials[each] -= step;
                } else {
                    least[each] -= step;
                }
            }
            reached[next] = true;
            column = next;
            if (rowOf[column] == NONE) {
                break;
            }
        }
        while (column != NONE) {
            int before = from[column];
            rowOf[column] = before == NONE ? added : rowOf[before];
            column = before;
        }
        return true;
    }

    /** The row of a column, in the order in which those that could be paired were added; -1 for none. */
    int rowOf(int column) {
        return rowOf[column];
    }

    int paired() {
        return rows.size();
    }
}
