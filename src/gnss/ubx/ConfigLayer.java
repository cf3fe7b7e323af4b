package depot.gnss.ubx;

/** Where the receiver keeps a setting: UBX-22008968, sections 3.10.25 and 3.10.26. */
public enum ConfigLayer {
    /** In force now, gone with the power. */
    RAM(0),
    /** Battery-backed memory. */
    BBR(1),
    FLASH(2),
    /** As the firmware has it; can only be read. */
    DEFAULT(7);

    private final int number;

    ConfigLayer(int number) {
        this.number = number;
    }

    /** As CFG-VALGET numbers it. */
    int number() {
        return number;
    }

    /** Its bit in CFG-VALSET. */
    int bit() {
        if (this == DEFAULT) {
            throw new IllegalArgumentException("the default layer cannot be set");
        }
        return 1 << number;
    }
}
