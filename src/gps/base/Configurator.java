package depot.gps.base;

/** Brings one maker's receiver to a plan. One thread. */
interface Configurator {
    /**
     * @param anew somebody said so just now: it is carried out also where the receiver looks as planned already, so that a survey that has
     * ended
     *     begins again
     * @return {@link SetupResult.Done}, {@link SetupResult.Refused} or {@link SetupResult.Failed}
     */
    SetupResult apply(BasePlan plan, boolean anew) throws InterruptedException;
}
