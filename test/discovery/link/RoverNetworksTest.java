package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoverNetworksTest {
    /** This machine: in a container's network, in a yard's. */
    private static final List<NetworkRange> OWN = List.of(NetworkRange.parse("172.18.0.5/16"), NetworkRange.parse("192.168.7.2/24"));

    private static boolean allows(String networks, String address) {
        return allows(networks, address, "nobody");
    }

    /** @param neighbour the address that the name sim has */
    private static boolean allows(String networks, String address, String neighbour) {
        return RoverNetworks.parse(networks, () -> OWN).refusal(InetAddress.ofLiteral(address), name -> {
            if (!name.equals("sim") || neighbour.equals("nobody")) {
                throw new IOException("nobody knows the name " + name);
            }
            return List.of(InetAddress.ofLiteral("10.77.0.1"), InetAddress.ofLiteral(neighbour));
        }).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true", "172.16.0.1, true", "172.31.255.255, true", "172.32.0.1, false", "192.168.0.9, true", "192.169.0.1, false",
        "100.64.0.1, true", "100.127.255.255, true", "100.128.0.1, false", "11.0.0.1, false", "fd12::1, true", "fe80::1, false",
        "127.0.0.1, false",
        "172.18.0.9, true", "172.18.0.5, false", "192.168.7.2, false", "100.100.100.200, false", "::1, false"})
    void byItselfPrivateNetworksAreAllowedButNotThisMachineItself(String address, boolean allowed) {
        assertEquals(allowed, allows(RoverNetworks.PRIVATE, address));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 127.0.0.1, false", "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, 169.254.169.254, false", "127.0.0.0/8, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false", "169.254.0.0/16, 169.254.169.254, true", "192.168.7.2, 192.168.7.2, true",
        "192.168.7.0/24, 192.168.7.2, false",
        "::/0, ::1, false", "::1, ::1, true", "::/0, 10.0.0.1, false", "100.100.100.200, 100.100.100.200, true",
        "0.0.0.0/0, 0.0.0.0, false"})
    void whatIsSpecialIsToBeNamedAsSuch(String networks, String address, boolean allowed) {
        assertEquals(allowed, allows(networks, address));
    }

    @Test
    void composeLeavesItsOwnNetworksOut() {
        String compose = RoverNetworks.PRIVATE + ",!attached";
        assertEquals(false, allows(compose, "172.18.0.9"), "what is beside it, as PostgreSQL is");
        assertEquals(true, allows(compose, "172.19.0.9"));
        assertEquals(false, allows(compose, "192.168.7.9"));
        assertEquals(true, allows(compose, "10.0.0.7"));
        assertEquals(false, allows("10.0.0.0/8 !10.9.0.0/16", "10.9.1.1"));
        assertEquals(true, allows("10.0.0.0/8 !10.9.0.0/16", "10.8.1.1"));
        assertEquals(false, allows("", "10.8.1.1"), "nothing named is nothing allowed");
    }

    /** As compose has it, so that the simulated fleet beside discovery is reached, and nothing else there. */
    @ParameterizedTest
    @CsvSource({"172.18.0.9, 172.18.0.9, true", "172.18.0.10, 172.18.0.9, false", "172.18.0.9, nobody, false", "10.0.0.7, nobody, true",
        "172.18.0.5, 172.18.0.5, false", "127.0.0.1, 127.0.0.1, false", "8.8.8.8, 8.8.8.8, false",
        "169.254.169.254, 169.254.169.254, false"})
    void oneNeighbourMayBeLetInByItsName(String address, String sim, boolean allowed) {
        assertEquals(allowed, allows(RoverNetworks.PRIVATE + ",!attached:sim", address, sim));
        assertEquals(false, allows(RoverNetworks.PRIVATE + ",!attached:sim,!172.18.0.0/16", "172.18.0.9", "172.18.0.9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "fc00::/129", "rovers", "10.0.0/x", "!", "!attached:",
        "10.0.0.0/8/8"})
    void aRangeThatIsNoneIsRefusedByName(String text) {
        assertThrows(IllegalArgumentException.class, () -> RoverNetworks.parse(text));
    }
}
