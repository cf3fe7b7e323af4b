package depot.dispatch.model;

/** Whether the cause of an alarm is there. Immutable. @param text what it is, for a person; null where it is not there */
public record AlarmCause(State state, String text) {
    /** Unknown raises nothing and ends nothing. */
    public enum State { PRESENT, GONE, UNKNOWN }

    public static final AlarmCause GONE = new AlarmCause(State.GONE, null);
    public static final AlarmCause UNKNOWN = new AlarmCause(State.UNKNOWN, null);

    public static AlarmCause present(String text) {
        return new AlarmCause(State.PRESENT, text);
    }

    public boolean isPresent() {
        return state == State.PRESENT;
    }
}
