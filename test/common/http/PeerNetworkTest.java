package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.1.1, 192.168.1.1, true", "192.168.1.1, 192.168.1.2, false",
        "2001:db8::1, 2001:db8::2, true", "2001:db8::1, 2001:db8:0:1::1, false",
        "fe80::1, fe80::2, false", "fe80::1, fe80::1, true", "fd00::1, fd00::2, false", "fc00::1, fc00::1, true",
        "::ffff:10.0.0.1, 10.0.0.1, true"})
    void oneMachinesAddressesAreOne(String first, String second, boolean one) {
        assertEquals(one, PeerNetwork.of(InetAddress.ofLiteral(first)).equals(PeerNetwork.of(InetAddress.ofLiteral(second))));
    }
}
