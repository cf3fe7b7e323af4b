package depot.archive.store;

/** Nobody listens. */
public final class NoEvents implements StoreEvents {
    @Override
    public void cameIn(int bytes) {}

    @Override
    public void arrived(Place place, long bytes) {}

    @Override
    public void removed(Place place) {}

    @Override
    public void refused(String why) {}
}
