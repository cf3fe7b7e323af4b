package depot.dispatch.rules;

import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskStatus;
import java.util.List;
import java.util.UUID;

/**
 * What the database holds for one rover at one moment, and the rule of what is sent to it next. A {@code task} message restarts
 * a rover's route, so one that the rover may be on is never sent by itself. Immutable; pure.
 *
 * @param link the number of the newest link of this rover
 * @param heard whether all that was heard of this rover on older links is stored, by whatever process held them
 * @param cancels tasks that it has not confirmed the cancel of
 * @param task the task that it is to do; null for none
 */
public record NextSend(long link, boolean heard, List<UUID> cancels, OpenTask task) {
    /**
     * An assigned or active task.
     *
     * @param sentLink the link that it was written to last; null for none yet
     * @param resend whether an operator wants it sent again, however far the rover has come with it
     * @param delivered whether the rover confirmed that it came
     * @param unknown whether it is not known if it came, or how it ended
     * @param hearingLost whether a process that may have heard its outcome is gone
     * @param attempt how often it was written to a rover, or is marked so
     */
    public record OpenTask(UUID id, UUID mission, TaskStatus status, Long sentLink, boolean resend, boolean delivered, boolean unknown,
            boolean hearingLost,
            int attempt) {}

    /** What to do about the task. */
    public enum Step {
        NOTHING,
        /** What an older link heard is not stored yet: it may say that the rover is done. */
        WAIT,
        /** The rover is not on it, or the operator wants it to begin anew. */
        SEND,
        /** The rover says that it is on it. */
        NOTE_DELIVERED
    }

    /**
     * The next step for the task, once cancels are confirmed and what the rover kept is heard.
     *
     * @param on the number of the link that this step is for
     * @param stated what the rover said when it registered on it
     * @param written whether this process has written this attempt of the task to this link: the database may say so of one whose
     *     answer was lost
     */
    public Step step(long on, StatedTask stated, boolean written) {
        if (task == null) {
            return Step.NOTHING;
        }
        if (task.sentLink() == null || task.resend()) {
            return Step.SEND;
        }
        if (task.sentLink() == on) {
            return written ? Step.NOTHING : Step.SEND; // its pong is on the way, or came
        }
        return switch (stated) {
            case StatedTask.On doing when doing.task().equals(task.id()) -> task.delivered() && !task.unknown()
                    ? Step.NOTHING : Step.NOTE_DELIVERED;
            case StatedTask.On other -> ifHeard();
            case StatedTask.Idle idle -> ifHeard();
            case StatedTask.Unsaid unsaid -> Step.NOTHING; // it may be on it, between two waypoints
        };
    }

    /** The rover is not on it now; it may have done it, which the process that had its older links knows. */
    private Step ifHeard() {
        if (task.hearingLost()) {
            return Step.NOTHING; // it is not known any more: an operator decides
        }
        return heard ? Step.SEND : Step.WAIT;
    }
}
