package depot.discovery.link;

import java.io.IOException;
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
 * connected to, never about the name that was registered. Immutable; any thread.
 */
public final class RoverNetworks {
    public static final String PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7";
    private static final String ATTACHED = "!attached";
    private static final String ATTACHED_BUT = ATTACHED + ":";
    /** What clouds tell their machines' secrets at, where that is not link-local anyway. */
    private static final List<NetworkRange> METADATA = List.of(NetworkRange.parse("100.100.100.200"), NetworkRange.parse("fd00:ec2::254"));

    private final List<NetworkRange> allowed;
    private final List<NetworkRange> excluded;
    private final boolean attachedExcluded;
    private final List<String> neighbours;
    private final Supplier<List<NetworkRange>> interfaces;

    /** Asked for the addresses of a neighbour's name. */
    @FunctionalInterface
    interface Names {
        List<InetAddress> addressesOf(String host) throws IOException;
    }

    private RoverNetworks(List<NetworkRange> allowed, List<NetworkRange> excluded, boolean attachedExcluded, List<String> neighbours,
            Supplier<List<NetworkRange>> interfaces) {
        this.allowed = List.copyOf(allowed);
        this.excluded = List.copyOf(excluded);
        this.attachedExcluded = attachedExcluded;
        this.neighbours = List.copyOf(neighbours);
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
        List<String> neighbours = new ArrayList<>();
        boolean attached = false;
        for (String entry : text.strip().split("[\\s,]+")) {
            if (entry.equals(ATTACHED)) {
                attached = true;
            } else if (entry.startsWith(ATTACHED_BUT) && entry.length() > ATTACHED_BUT.length()) {
                attached = true;
                neighbours.add(entry.substring(ATTACHED_BUT.length()));
            } else if (entry.startsWith("!")) {
                excluded.add(NetworkRange.parse(entry.substring(1)));
            } else if (!entry.isEmpty()) {
                allowed.add(NetworkRange.parse(entry));
            }
        }
        return new RoverNetworks(allowed, excluded, attached, neighbours, interfaces);
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

    /** Why this address is not connected to, for a person; empty when it may be. Waits for a name where it is a neighbour's. */
    Optional<String> refusal(InetAddress address, Names names) {
        String shown = address.getHostAddress();
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return Optional.of(shown + " is no rover's address");
        }
        List<NetworkRange> own = interfaces.get();
        boolean isAllowed = allowed.stream().anyMatch(range -> range.contains(address) && says(range, address, own))
                && excluded.stream().noneMatch(range -> range.contains(address));
        boolean isAttached = attachedExcluded && own.stream().anyMatch(range -> range.contains(address));
        if (!isAllowed || isAttached && neighbours.stream().noneMatch(name -> has(name, address, names))) {
            return Optional.of(shown + " is not within ROVER_NETWORKS");
        }
        return Optional.empty();
    }

    private static boolean has(String name, InetAddress address, Names names) {
        try {
            return names.addressesOf(name).contains(address);
        } catch (IOException e) {
            return false; // it is not there
        }
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
