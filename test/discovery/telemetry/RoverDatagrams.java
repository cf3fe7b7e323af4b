package depot.discovery.telemetry;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** A rover's sending end of telemetry. One thread. */
public final class RoverDatagrams implements AutoCloseable {
    private final DatagramSocket socket;
    private final int port;

    public RoverDatagrams(int port) throws IOException {
        socket = new DatagramSocket();
        this.port = port;
    }

    public void send(String text) throws IOException {
        send(Datagrams.bytes(text));
    }

    public void send(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        socket.close();
    }
}
