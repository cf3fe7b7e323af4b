package depot.dispatch.rules;

/**
 * Why a rover is not given a task.
 *
 * @param why what it is or has, to follow its name: “is driven by hand”
 * @param group the same of several: “driven by hand”
 * @param soon whether it is expected to pass within a moment
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
