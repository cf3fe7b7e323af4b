package depot.archive.store;

/** Listens for events of uploads. Called on clients' threads, and never under a lock. */
public interface StoreEvents {
    /** Bytes of uploads came in. */
    void cameIn(int bytes);

    /** A file is whole and on the disk. @param bytes its size */
    void arrived(Place place, long bytes);

    /** A client removed a file. */
    void removed(Place place);

    /** Something was refused, or failed. @param why {@code disk-full} or {@code failed} */
    void refused(String why);
}
