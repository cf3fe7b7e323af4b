package depot.dispatch.rules;

/**
 * Why a rover is not given a task.
 *
 * @param why continues a sentence that begins with the rover's name: “is driven by hand”
 * @param group the same for several rovers: “driven by hand”
 * @param soon whether it is expected to be over within a moment
 */
public record Obstacle(String why, String group, boolean soon) {
    public static Obstacle of(String why, String group) {
        return new Obstacle(why, group, false);
    }

    /** With its name. */
    public String of(String rover) {
        return "rover " + rover + " " + why;
    }
}
