package depot.discovery.link;

import java.net.InetAddress;

/** A range of IP addresses, as 10.0.0.0/8 or fc00::/7. Immutable. */
record NetworkRange(InetAddress base, int prefix) {

    /** @throws IllegalArgumentException saying what is wrong; an address alone is a range of one */
    static NetworkRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress base;
        try {
            base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no range of addresses, such as 10.0.0.0/8");
        }
        int bits = base.getAddress().length * 8;
        int prefix = slash < 0 ? bits : prefix(text, slash, bits);
        return new NetworkRange(base, prefix);
    }

    private static int prefix(String text, int slash, int bits) {
        String digits = text.substring(slash + 1);
        if (digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= bits) {
            return Integer.parseInt(digits);
        }
        throw new IllegalArgumentException("'" + text + "' must end with a prefix from /0 to /" + bits);
    }

    /** An IPv4 address is in no range of IPv6 addresses, nor the other way round. (Java makes an IPv4 address of a mapped one.) */
    boolean contains(InetAddress address) {
        byte[] mine = base.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << 8 - (prefix - bit);
            if (((mine[bit / 8] ^ theirs[bit / 8]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }

    boolean isOneAddress() {
        return prefix == base.getAddress().length * 8;
    }
}
