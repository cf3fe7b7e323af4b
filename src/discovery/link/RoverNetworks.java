package depot.discovery.link;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The networks that discovery may connect to, as anyone can register an address. It is asked about the exact address that is then
 * connected to, never about a name. Immutable; any thread.
 */
public final class RoverNetworks {
    public static final String PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7";
    private static final String ATTACHED = "attached";
    /** What clouds tell their machines' secrets at, where that is not link-local anyway. */
    private static final List<NetworkRange> METADATA = List.of(NetworkRange.parse("100.100.100.200"), NetworkRange.parse("fd00:ec2::254"));

    private final List<NetworkRange> allowed;
    private final List<NetworkRange> excluded;
    private final boolean attachedExcluded;
    private final Supplier<List<NetworkRange>> interfaces;

    private RoverNetworks(List<NetworkRange> allowed, List<NetworkRange> excluded, boolean attachedExcluded,
            Supplier<List<NetworkRange>> interfaces) {
        this.allowed = List.copyOf(allowed);
        this.excluded = List.copyOf(excluded);
        this.attachedExcluded = attachedExcluded;
        this.interfaces = interfaces;
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public static RoverNetworks parse(String text) {
        return parse(text, RoverNetworks::ownInterfaces);
    }

    /** @param interfaces this machine's own addresses, each with the network that it is in */
    static RoverNetworks parse(String text, Supplier<List<NetworkRange>> interfaces) {
        List<NetworkRange> allowed = new ArrayList<>();
        List<NetworkRange> excluded = new ArrayList<>();
        boolean attached = false;
        for (String entry : text.strip().split("[\\s,]+")) {
            if (entry.equals("!" + ATTACHED)) {
                attached = true;
            } else if (entry.startsWith("!")) {
                excluded.add(NetworkRange.parse(entry.substring(1)));
            } else if (!entry.isEmpty()) {
                allowed.add(NetworkRange.parse(entry));
            }
        }
        return new RoverNetworks(allowed, excluded, attached, interfaces);
    }

    private static List<NetworkRange> ownInterfaces() {
        try {
            List<NetworkRange> ranges = new ArrayList<>();
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                for (InterfaceAddress address : each.getInterfaceAddresses()) {
                    ranges.add(new NetworkRange(address.getAddress(), address.getNetworkPrefixLength()));
                }
            }
            return ranges;
        } catch (SocketException e) {
            throw new IllegalStateException("this machine's own addresses cannot be determined", e);
        }
    }

    /** Why this address is not connected to, for a person; empty when it may be. */
    Optional<String> refusal(InetAddress address) {
        String shown = address.getHostAddress();
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return Optional.of(shown + " is no rover's address");
        }
        List<NetworkRange> own = interfaces.get();
        if (excluded.stream().anyMatch(range -> range.contains(address))
                || attachedExcluded && own.stream().anyMatch(range -> range.contains(address))
                || allowed.stream().noneMatch(range -> range.contains(address) && says(range, address, own))) {
            return Optional.of(shown + " is not within ROVER_NETWORKS");
        }
        return Optional.empty();
    }

    /** Whether a range was meant to include the address: this machine's own and metadata addresses must be named exactly. */
    private static boolean says(NetworkRange range, InetAddress address, List<NetworkRange> own) {
        if (address.isLoopbackAddress()) {
            return range.base().isLoopbackAddress();
        }
        if (address.isLinkLocalAddress()) {
            return range.base().isLinkLocalAddress();
        }
        boolean special = METADATA.stream().anyMatch(each -> each.contains(address)) || own.stream()
                .anyMatch(each -> each.base().equals(address));
        return !special || range.isOneAddress();
    }
}
