package depot.gps.status;

/** The goal of a survey: it ends when it has reached both, the time and the accuracy. */
public record SurveyGoal(int seconds, double accuracyMetres) {}
