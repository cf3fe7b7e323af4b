package depot.common.http;

/** The place that a connection taken from the server has among all that may be open. Thread-safe. */
public final class Place {
    private final PeerNetwork peer;
    private final long number;
    private final Runnable released;
    private volatile Runnable leave; // written by the owner

    /**
     * @param number higher for one that came later
     * @param leave closes the connection, until the owner says how it is done
     */
    Place(PeerNetwork peer, long number, Runnable released, Runnable leave) {
        this.peer = peer;
        this.number = number;
        this.released = released;
        this.leave = leave;
    }

    /** How this connection makes room when it is asked to: by any thread, without waiting. */
    public void onLeave(Runnable leave) {
        this.leave = leave;
    }

    /** Called once, when the channel was closed. */
    public void release() {
        released.run();
    }

    PeerNetwork peer() {
        return peer;
    }

    long number() {
        return number;
    }

    void leave() {
        leave.run();
    }
}
