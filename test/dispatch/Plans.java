package depot.dispatch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How PostgreSQL means to carry out each statement that is prepared on a connection, by its {@code EXPLAIN}: for the very values, and for
 * any, as the driver has it once a statement was repeated. One thread.
 */
final class Plans implements AutoCloseable {
    private final Connection connection;
    private final Connection simple; // the other protocol would want values for what has none
    private final List<String> plans = new ArrayList<>();

    Plans(Connection connection) throws SQLException {
        this.connection = connection;
        this.simple = DriverManager.getConnection(connection.getMetaData().getURL() + "&preferQueryMode=simple");
    }

    /** The plans since this was asked last. */
    List<String> take() {
        List<String> taken = List.copyOf(plans);
        plans.clear();
        return taken;
    }

    /** The connection, on which each query is also explained. */
    Connection connection() {
        return proxy(Connection.class, connection, (name, arguments, result) -> result instanceof PreparedStatement statement
                ? explaining(statement, (String) arguments[0]) : result);
    }

    private PreparedStatement explaining(PreparedStatement statement, String sql) throws Exception {
        PreparedStatement explain = connection.prepareStatement("EXPLAIN " + sql);
        return proxy(PreparedStatement.class, statement, (name, arguments, result) -> {
            if (name.startsWith("set")) {
                PreparedStatement.class.getMethod(name, int.class, name.equals("setObject") ? Object.class : arguments[1] instanceof Integer
                        ? int.class
                        : arguments[1].getClass()).invoke(explain, arguments);
            } else if (name.equals("executeQuery")) {
                try (ResultSet row = explain.executeQuery(); Statement any = simple.createStatement();
                        ResultSet forAny = any.executeQuery(numbered(sql))) {
                    plans.add(text(row));
                    plans.add(text(forAny));
                }
                explain.close();
            }
            return result;
        });
    }

    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder("EXPLAIN (GENERIC_PLAN) ");
        int parameters = 0;
        for (char each : sql.toCharArray()) {
            numbered.append(each == '?' ? "$" + ++parameters : Character.toString(each));
        }
        return numbered.toString();
    }

    private static String text(ResultSet row) throws SQLException {
        List<String> lines = new ArrayList<>();
        while (row.next()) {
            lines.add(row.getString(1));
        }
        return String.join("\n", lines);
    }

    private interface After {
        Object done(String name, Object[] arguments, Object result) throws Exception;
    }

    private static <T> T proxy(Class<T> type, T real, After after) {
        return type.cast(Proxy.newProxyInstance(Plans.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            try {
                return after.done(method.getName(), arguments, method.invoke(real, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    @Override
    public void close() throws SQLException {
        simple.close();
        connection.close();
    }
}
