package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.common.json.BadInput;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathPatternTest {
    private static Optional<Map<String, String>> match(String pattern, String path) {
        return new PathPattern(pattern).match(PathPattern.split(path));
    }

    @Test
    void aSegmentInBracesTakesOneSegment() {
        assertEquals(Optional.of(Map.of("id", "r1")), match("/rovers/{id}", "/rovers/r1"));
        assertEquals(Optional.of(Map.of("id", "a%2Fb")), match("/rovers/{id}", "/rovers/a%2Fb"));
        assertEquals(Optional.of(Map.of("a", "1", "b", "2")), match("/x/{a}/y/{b}", "/x/1/y/2"));
        assertEquals(Optional.of(Map.of()), match("/rovers", "/rovers"));
    }

    @Test
    void anythingElseDoesNotFit() {
        for (String path : new String[] {"/rovers", "/rovers/", "/rovers/a/b", "/rovers/a/", "//rovers/a", "/Rovers/a", ""}) {
            assertEquals(Optional.empty(), match("/rovers/{id}", path), path);
        }
    }

    @Test
    void decodesStrictly() {
        assertEquals("a/b ü", PathPattern.decode("a%2Fb%20%C3%BC", false));
        assertEquals("a+b", PathPattern.decode("a+b", false));
        assertEquals("a b", PathPattern.decode("a+b", true));
        assertEquals("A", PathPattern.decode("%41", false));
        for (String bad : new String[] {"%", "%4", "%4g", "%-1", "%C3", "%C0%80", "%FF"}) {
            assertThrows(BadInput.class, () -> PathPattern.decode(bad, false), bad);
        }
    }
}
