package depot.gnss.ubx;

import java.util.ArrayList;
import java.util.List;

/**
 * UBX-MON-RF, antenna and interference: UBX-22008968, section 3.14.9.
 *
 * <pre>
 *   off  type     name            n times, from 4 on, 24 bytes each
 *    0   U1       version (0)     +0   U1     blockId: 0 is L1, 1 is L2 or L5
 *    1   U1       nBlocks n       +1   X1     flags: b1..0 jammingState
 *    2   U1[2]    reserved        +2   U1     antStatus
 *                                 +3   U1     antPower
 *                                 +4   U4     postStatus
 *                                 +8   U1[4]  reserved
 *                                 +12  U2     noisePerMS
 *                                 +14  U2     agcCnt, 0 to 8191
 *                                 +16  U1     cwSuppression (jamInd before HPG 1.30), 0 to 255
 *                                 +17  I1 U1 I1 U1   ofsI, magI, ofsQ, magQ
 *                                 +21  U1[3]  reserved
 * </pre>
 *
 * <p>Verified: no capture has one; what is encoded here is read by ubxtool 3.22 as it was meant, every field.
 */
public record MonRf(List<Block> blocks) implements UbxMessage {
    static final int HEADER = 4;
    private static final int EACH = 24;
    private static final int VERSION = 0;

    /** {@code jammingState}, in the order of its numbers. */
    public enum Jamming {
        /** Or the monitor is off. */
        UNKNOWN,
        OK,
        /** Interference is there, the fix is good. */
        WARNING,
        /** Interference is there, and no fix. */
        CRITICAL
    }

    /** {@code antStatus}, in the order of its numbers; a number that is not known is {@link #DONTKNOW}. */
    public enum AntennaStatus {
        INIT, DONTKNOW, OK, SHORT, OPEN
    }

    /** {@code antPower}, in the order of its numbers; a number that is not known is {@link #DONTKNOW}. */
    public enum AntennaPower {
        OFF, ON, DONTKNOW
    }

    /**
     * One radio input.
     *
     * @param gain of the automatic gain control, 8191 is all of it
     * @param continuousWaveSuppression 0 none to 255 strong
     */
    public record Block(int id, Jamming jamming, AntennaStatus antennaStatus, AntennaPower antennaPower, int noisePerMillisecond,
            int gain, int continuousWaveSuppression) {}

    public MonRf {
        blocks = List.copyOf(blocks);
    }

    static UbxMessage read(Payload p) {
        if (p.u1(0) != VERSION) {
            return new UbxMessage.Unknown(UbxId.MON_RF, p.length());
        }
        int count = p.u1(1);
        if (p.length() < HEADER + count * EACH) {
            return UbxDecoder.tooShort(UbxId.MON_RF, p, HEADER + count * EACH);
        }
        List<Block> blocks = new ArrayList<>(count);
        for (int at = HEADER; at < HEADER + count * EACH; at += EACH) {
            int status = p.u1(at + 2);
            int power = p.u1(at + 3);
            blocks.add(new Block(p.u1(at), Jamming.values()[p.u1(at + 1) & 3],
                    status < AntennaStatus.values().length ? AntennaStatus.values()[status] : AntennaStatus.DONTKNOW,
                    power < AntennaPower.values().length ? AntennaPower.values()[power] : AntennaPower.DONTKNOW,
                    p.u2(at + 12), p.u2(at + 14), p.u1(at + 16)));
        }
        return new MonRf(blocks);
    }

    /**
     * The whole frame.
     *
     * @throws IllegalArgumentException with more than 255 blocks
     */
    public byte[] encode() {
        if (blocks.size() > 255) {
            throw new IllegalArgumentException(blocks.size() + " blocks in one MON-RF");
        }
        PayloadWriter writer = new PayloadWriter(HEADER + EACH * blocks.size()).u1(0, VERSION).u1(1, blocks.size());
        int at = HEADER;
        for (Block b : blocks) {
            writer.u1(at, b.id).u1(at + 1, b.jamming.ordinal()).u1(at + 2, b.antennaStatus.ordinal()).u1(at + 3, b.antennaPower.ordinal())
                    .u2(at + 12, b.noisePerMillisecond).u2(at + 14, b.gain).u1(at + 16, b.continuousWaveSuppression);
            at += EACH;
        }
        return writer.frame(UbxId.MON_RF);
    }
}
