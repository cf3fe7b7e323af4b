package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
    @ParameterizedTest(name = "[{0}] of {1} bytes: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # header                         | length | what is sent
            bytes=0-0                        | 10     | 0-0
            bytes=2-5                        | 10     | 2-5
            bytes=0-9                        | 10     | 0-9
            bytes=0-10                       | 10     | 0-9
            bytes=9-9                        | 10     | 9-9
            bytes=9-99999999999999999999     | 10     | 9-9
            bytes=007-008                    | 10     | 7-8
            bytes=0-                         | 10     | 0-9
            bytes=9-                         | 10     | 9-9
            bytes=-1                         | 10     | 9-9
            bytes=-10                        | 10     | 0-9
            bytes=-11                        | 10     | 0-9
            bytes=-99999999999999999999      | 10     | 0-9
            'bytes= 2-5 '                    | 10     | 2-5
            BYTES=2-5                        | 10     | 2-5
            bytes=4294967296-                | 5000000000 | 4294967296-4999999999
            bytes=10-                        | 10     | none
            bytes=10-10                      | 10     | none
            bytes=10-20                      | 10     | none
            bytes=99999999999999999999-      | 10     | none
            bytes=-0                         | 10     | none
            bytes=0-                         | 0      | none
            bytes=0-0                        | 0      | none
            bytes=-0                         | 0      | none
            bytes=-5                         | 0      | whole
            bytes=5-2                        | 10     | whole
            bytes=0-1,3-4                    | 10     | whole
            bytes=0-1,                       | 10     | whole
            bytes=,0-1                       | 10     | whole
            bytes=20-30,40-                  | 10     | whole
            bytes=                           | 10     | whole
            bytes=-                          | 10     | whole
            bytes=--1                        | 10     | whole
            bytes=-1-2                       | 10     | whole
            bytes=+1-2                       | 10     | whole
            bytes=1 - 2                      | 10     | whole
            bytes=a-b                        | 10     | whole
            bytes=0x1-2                      | 10     | whole
            bytes=1.5-2                      | 10     | whole
            bytes=\u0661-\u0662              | 10     | whole
            bytes 0-1                        | 10     | whole
            bytes                            | 10     | whole
            items=0-1                        | 10     | whole
            0-1                              | 10     | whole
            ''                               | 10     | whole
            """)
    void headersAndWhatTheyAskFor(String header, long length, String wanted) {
        String got = switch (ByteRange.of(header, length)) {
            case ByteRange.Whole() -> "whole";
            case ByteRange.Part(long first, long last) -> first + "-" + last;
            case ByteRange.Unsatisfiable() -> "none";
        };
        assertEquals(wanted, got);
    }

    @ParameterizedTest
    @CsvSource({"2,5,4", "0,0,1", "0,4999999999,5000000000"})
    void aPartCountsBothEnds(long first, long last, long length) {
        assertEquals(length, new ByteRange.Part(first, last).length());
    }
}
