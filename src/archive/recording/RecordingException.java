package depot.archive.recording;

import java.io.IOException;

/** A recording that cannot be read, or not any further; the message says why, for a person. */
public final class RecordingException extends IOException {
    private static final long serialVersionUID = 1L;

    RecordingException(String why) {
        super(why);
    }
}
