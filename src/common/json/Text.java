package depot.common.json;

/** The rule for ids and names that clients choose. */
public final class Text {
    private static final int SHOWN = 64;

    private Text() {}

    /** A client's text as an error may repeat it: cut short, without control characters. */
    public static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }

    /**
     * Returns {@code text} when it has 1 to {@code max} characters (code points, as people count), none of them a control character or
     * half a surrogate pair.
     *
     * @throws BadInput not allowed, naming {@code field}
     */
    public static String checked(String field, String text, int max) {
        if (text.isEmpty() || text.length() > max && text.codePointCount(0, text.length()) > max) {
            throw BadInput.notAllowed(field, "must have 1 to " + max + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                throw BadInput.notAllowed(field, "must not have control characters");
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw BadInput.notAllowed(field, "must not have half a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }
}
