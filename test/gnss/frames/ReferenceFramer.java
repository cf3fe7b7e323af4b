package depot.gnss.frames;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The framer's rules once more, over a whole stream at once, as plainly as can be: bit by bit and without state. What the
 * real one finds is compared with this.
 */
final class ReferenceFramer {
    /** One line a frame: position, protocol, content; and how many bytes are in none. */
    record Found(List<String> lines, int skipped) {}

    private ReferenceFramer() {}

    static Found find(byte[] stream) {
        List<String> lines = new ArrayList<>();
        int skipped = 0;
        for (int at = 0; at < stream.length; ) {
            int length = Math.max(nmea(stream, at), Math.max(ubx(stream, at), rtcm(stream, at)));
            if (length == 0) {
                skipped++;
                at++;
            } else {
                Protocol protocol = switch (stream[at]) {
                    case (byte) 0xB5 -> Protocol.UBX;
                    case (byte) 0xD3 -> Protocol.RTCM3;
                    default -> Protocol.NMEA;
                };
                lines.add(at + " " + protocol + " " + HexFormat.of().formatHex(Arrays.copyOfRange(stream, at, at + length)));
                at += length;
            }
        }
        return new Found(lines, skipped);
    }

    private static int nmea(byte[] s, int at) {
        if (s[at] != '$' && s[at] != '!') {
            return 0;
        }
        int end = at + 1;
        int sum = 0;
        while (end < s.length && s[end] >= 0x20 && s[end] <= 0x7E && s[end] != '*' && s[end] != '$') {
            sum ^= s[end++];
        }
        if (end == at + 1 || end + 2 >= s.length || s[end] != '*' || end - at >= 1024) {
            return 0;
        }
        String digits = new String(new char[] {(char) s[end + 1], (char) s[end + 2]});
        if (!digits.matches("[0-9A-Fa-f]{2}") || Integer.parseInt(digits, 16) != sum) {
            return 0;
        }
        end += 3;
        end += end < s.length && s[end] == '\r' ? 1 : 0;
        end += end < s.length && s[end] == '\n' ? 1 : 0;
        return end - at;
    }

    private static int ubx(byte[] s, int at) {
        if (s.length - at < 8 || s[at] != (byte) 0xB5 || s[at + 1] != 0x62) {
            return 0;
        }
        int payload = (s[at + 4] & 0xFF) + 256 * (s[at + 5] & 0xFF);
        if (payload > 8192 || s.length - at < 8 + payload) {
            return 0;
        }
        int a = 0;
        int b = 0;
        for (int i = at + 2; i < at + 6 + payload; i++) {
            a = (a + (s[i] & 0xFF)) % 256;
            b = (b + a) % 256;
        }
        return a == (s[at + 6 + payload] & 0xFF) && b == (s[at + 7 + payload] & 0xFF) ? 8 + payload : 0;
    }

    private static int rtcm(byte[] s, int at) {
        if (s.length - at < 6 || s[at] != (byte) 0xD3 || (s[at + 1] & 0xFF) > 3) {
            return 0;
        }
        int crcAt = at + 3 + 256 * s[at + 1] + (s[at + 2] & 0xFF);
        if (crcAt + 3 > s.length) {
            return 0;
        }
        int said = (s[crcAt] & 0xFF) << 16 | (s[crcAt + 1] & 0xFF) << 8 | s[crcAt + 2] & 0xFF;
        return crc24q(s, at, crcAt) == said ? crcAt + 3 - at : 0;
    }

    static int crc24q(byte[] s, int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc ^= (s[i] & 0xFF) << 16;
            for (int bit = 0; bit < 8; bit++) {
                crc <<= 1;
                crc ^= (crc & 0x1000000) != 0 ? 0x1864CFB : 0;
            }
        }
        return crc;
    }
}
