package depot.gps.base;

/** Sets one maker's receiver up by a plan. One thread. */
interface Configurator {
    /**
     * @param anew whether an operator has just asked for it: then it is carried out even where the receiver seems set up already, so
     *     that a survey that has ended begins again
     * @return {@link SetupResult.Done}, {@link SetupResult.Refused} or {@link SetupResult.Failed}
     */
    SetupResult apply(BasePlan plan, boolean anew) throws InterruptedException;
}
