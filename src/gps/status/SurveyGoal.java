package depot.gps.status;

/** What a survey has to reach before it ends: both, the time and the accuracy. */
public record SurveyGoal(int seconds, double accuracyMetres) {}
