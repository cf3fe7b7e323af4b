package depot.common.config;

/** An environment value that cannot be used: the start ends with this message, one line that names the value. */
public final class BadSetting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadSetting(String name, String rule) {
        super(name + " " + rule, null, false, false);
    }
}
