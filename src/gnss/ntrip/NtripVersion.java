package depot.gnss.ntrip;

/** Which NTRIP is spoken: 1.0 (2004) or 2.0 (RTCM 10410.1). A request is 2.0 if, and only if, its Ntrip-Version header says so. */
public enum NtripVersion {
    V1, V2;

    static final String HEADER = "Ntrip-Version";
    static final String V2_VALUE = "Ntrip/2.0";
}
