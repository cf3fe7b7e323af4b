package depot.discovery.link;

import depot.common.websocket.client.FrameReader;
import depot.common.websocket.client.MaskedFrame;
import java.nio.ByteBuffer;

/** All commands that discovery sends on a rover's own link: binary messages of one byte. None makes a rover drive. */
enum RoverCommand {
    EMERGENCY_STOP(0x02),
    /** Feeds the rover's watchdog of 500 ms. */
    HEARTBEAT(0x03),
    RELEASE(0x06);

    private final byte[] message;

    RoverCommand(int type) {
        message = new byte[] {(byte) type};
    }

    /** Appends the WebSocket frame. */
    void write(ByteBuffer out, int mask) {
        MaskedFrame.write(out, FrameReader.BINARY, message, mask);
    }
}
