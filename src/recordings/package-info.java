/**
 * Recordings as they are kept on the disk: as they came, or small. Archive writes them, discovery only reads. Knows neither
 * of the two, and no network.
 */
package depot.recordings;
