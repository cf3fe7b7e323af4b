package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidatorsTest {
    private static final Instant WRITTEN = Instant.parse("2026-03-01T09:05:07.123456789Z");
    private static final Instant LONG_AFTER = WRITTEN.plusSeconds(3600);

    private final Stamp stamp = new Stamp(1000, FileTime.from(WRITTEN), "inode 7");
    private final Validators validators = Validators.of(stamp);

    @Test
    void aTagIsQuotedAndTellsNothingOfTheFileSystem() {
        assertTrue(validators.tag().header().matches("\"[0-9a-f]{32}\""), validators.tag().header());
    }

    @Test
    void theSameStateHasTheSameTagAndAnyOtherAnother() {
        assertEquals(EntityTag.of(stamp), EntityTag.of(new Stamp(1000, FileTime.from(WRITTEN), "inode 7")));
        assertNotEquals(EntityTag.of(stamp), EntityTag.of(new Stamp(1001, FileTime.from(WRITTEN), "inode 7")));
        assertNotEquals(EntityTag.of(stamp), EntityTag.of(new Stamp(1000, FileTime.from(WRITTEN.plusNanos(1)), "inode 7")));
        assertNotEquals(EntityTag.of(stamp), EntityTag.of(new Stamp(1000, FileTime.from(WRITTEN), "inode 8")));
    }

    @Test
    void theDateHasTwoDigitsForTheDay() {
        assertEquals("Sun, 01 Mar 2026 09:05:07 GMT", validators.lastModified());
    }

    @ParameterizedTest(name = "If-None-Match: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            "TAG"                 | true
            W/"TAG"               | true
            *                     | true
            ' * '                 | true
            "x", "TAG"            | true
            "x,y" , W/"TAG","z"   | true
            "x"                   | false
            TAG                   | false
            "TAG                  | false
            ''                    | false
            """, quoteCharacter = '\'')
    void tagsOfCopies(String header, boolean notModified) {
        Optional<String> value = Optional.of(header.replace("TAG", validators.tag().opaque()));
        assertEquals(notModified, validators.notModified(value, Optional.empty()));
        // where a tag was given the date counts for nothing
        assertEquals(notModified, validators.notModified(value, Optional.of(validators.lastModified())));
        assertEquals(notModified, validators.notModified(value, Optional.of("Sun, 01 Mar 2020 09:05:07 GMT")));
    }

    @ParameterizedTest(name = "If-Modified-Since: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            Sun, 01 Mar 2026 09:05:07 GMT | true
            Sun, 01 Mar 2026 09:05:08 GMT | true
            Sun, 01 Mar 2026 09:05:06 GMT | false
            Mon, 01 Mar 2026 09:05:07 GMT | false
            2026-03-01T09:05:07Z          | false
            yesterday                     | false
            """)
    void datesOfCopies(String header, boolean notModified) {
        assertEquals(notModified, validators.notModified(Optional.empty(), Optional.of(header)));
    }

    @ParameterizedTest(name = "If-Range: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            "TAG"                         | true
            ' "TAG" '                     | true
            Sun, 01 Mar 2026 09:05:07 GMT | true
            W/"TAG"                       | false
            "x"                           | false
            "x", "TAG"                    | false
            *                             | false
            Sun, 01 Mar 2026 09:05:08 GMT | false
            Sun, 01 Mar 2026 09:05:06 GMT | false
            ''                            | false
            """, quoteCharacter = '\'')
    void whatAPartMayBeJoinedTo(String header, boolean fits) {
        String value = header.replace("TAG", validators.tag().opaque());
        assertEquals(fits, validators.partFits(Optional.of(value), LONG_AFTER));
    }

    @Test
    void aDateProvesNothingInTheSecondOfTheFile() {
        Optional<String> date = Optional.of(validators.lastModified());
        assertEquals(false, validators.partFits(date, Instant.parse("2026-03-01T09:05:07.999Z")));
        assertEquals(true, validators.partFits(date, Instant.parse("2026-03-01T09:05:08Z")));
    }

    @Test
    void withoutAConditionAnyPartFits() {
        assertTrue(validators.partFits(Optional.empty(), WRITTEN));
    }
}
