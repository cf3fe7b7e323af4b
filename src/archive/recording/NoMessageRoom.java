package depot.archive.recording;

import java.io.IOException;

/** Others' large messages leave no room for one, and did not for a while: try again later. The reader is of no use any more. */
public final class NoMessageRoom extends IOException {
    private static final long serialVersionUID = 1L;

    NoMessageRoom() {
        super("other recordings' large messages hold all the memory that there is for them");
    }
}
