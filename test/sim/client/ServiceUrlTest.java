package depot.sim.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUrlTest {
    @Test
    void isAHostAPortAndWhateverStandsInFrontOfThePaths() {
        assertEquals(new ServiceUrl("depot", 4860, ""), ServiceUrl.parse("http://depot:4860/"));
        assertEquals(new ServiceUrl("[::1]", 80, "/api/dispatch"), ServiceUrl.parse("ws://[::1]/api/dispatch/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "depot", "depot:4860", "http://", "https://depot", "ftp://depot", "http://depot:99999999999",
            "http://depot/?a=b", "http://a b"})
    void whatIsNoneIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ServiceUrl.parse(text));
    }
}
