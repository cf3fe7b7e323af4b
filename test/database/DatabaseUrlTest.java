package depot.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.BadSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void everyPartIsPercentDecoded() {
        DatabaseUrl url = DatabaseUrl.parse("DATABASE_URL",
                "postgres://de%40pot:p%2Fw%3A%25+1@db.local:5433/my%20depot?sslmode=require&options=-c%20x%3D1");
        assertEquals("jdbc:postgresql://db.local:5433/my%20depot", url.jdbc());
        assertEquals("de@pot", url.properties().getProperty("user"));
        assertEquals("p/w:%+1", url.properties().getProperty("password"));
        assertEquals("require", url.properties().getProperty("sslmode"));
        assertEquals("-c x=1", url.properties().getProperty("options"));
    }

    @Test
    void whatIsLeftOutIsUsual() {
        DatabaseUrl url = DatabaseUrl.parse("DATABASE_URL", "postgresql://[::1]/depot");
        assertEquals("jdbc:postgresql://[::1]:5432/depot", url.jdbc());
        assertTrue(url.properties().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "mysql://a:secret@b/c", "postgres://a:secret@/c", "postgres://a:secret@b", "postgres://a:secret@b/",
            "postgres://a:secret@b/c/d",
        "postgres://a:se%zzcret@b/c", "postgres://a:secret@b/c?sslmode", "postgres://a:sec ret@b/c", "postgres://a:secret%9@b/c"})
    void anUnusableAddressIsReportedWithoutThePassword(String text) {
        String message = assertThrows(BadSetting.class, () -> DatabaseUrl.parse("DATABASE_URL", text)).getMessage();
        assertTrue(message.startsWith("DATABASE_URL "), message);
        assertFalse(message.contains("ret"), message);
    }
}
