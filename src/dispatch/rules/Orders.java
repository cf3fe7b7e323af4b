package depot.dispatch.rules;

import depot.dispatch.model.StatedTask;
import java.util.List;
import java.util.UUID;

/**
 * What the database holds for one rover at one moment, and the rule of what may be sent to it. A {@code task} message
 * restarts a rover's route, so one that the rover may be on is never sent. Immutable.
 *
 * @param link the number of the newest link of this rover
 * @param cancels tasks that it has not confirmed the cancel of
 * @param task the task that it is to do; null for none
 */
public record Orders(long link, List<UUID> cancels, OpenTask task) {
    /**
     * An assigned or active task.
     *
     * @param sentLink the link that it was written to last; null for none yet
     * @param resend whether an operator wants it sent again, wherever the rover is with it
     * @param delivered whether the rover confirmed that it came
     * @param active whether the rover has reported progress
     */
    public record OpenTask(UUID id, UUID mission, Long sentLink, boolean resend, boolean delivered, boolean active) {}

    /** What is to be done about the task. */
    public enum Step {
        NOTHING,
        /** The rover is not on it. */
        SEND,
        /** It was sent, and whether it came is not known: cancelled first, a rover that is on it drops it, and it can be sent. */
        CANCEL_THEN_SEND,
        /** The rover says that it is on it. */
        NOTE_DELIVERED
    }

    /**
     * The next step for the task, once cancels are confirmed and the time for kept reports is over.
     *
     * @param on the link that is looked at
     * @param told what the rover said when it registered on it
     * @param cleared a task that the rover confirmed the cancel of on this link; null for none
     * @param unwritten a task that was not written to this link, even if the database says so; null for none
     */
    public Step step(long on, StatedTask told, UUID cleared, UUID unwritten) {
        if (task == null) {
            return Step.NOTHING;
        }
        if (task.sentLink() == null || task.resend()) {
            return Step.SEND;
        }
        if (task.sentLink() == on) {
            return task.id().equals(unwritten) ? Step.SEND : Step.NOTHING; // its pong is on the way, or came
        }
        return switch (told) {
            case StatedTask.On doing when doing.task().equals(task.id()) -> task.delivered() ? Step.NOTHING : Step.NOTE_DELIVERED;
            case StatedTask.On other -> Step.SEND;
            case StatedTask.Idle idle -> Step.SEND;
            case StatedTask.Unsaid unsaid when task.delivered() || task.active() -> Step.NOTHING;
            case StatedTask.Unsaid unsaid -> task.id().equals(cleared) ? Step.SEND : Step.CANCEL_THEN_SEND;
        };
    }
}
