package depot.gps.caster;

import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.NmeaDecoder;
import java.util.Locale;
import java.util.Optional;

/** Reads a rover's position from a line that it sent. One thread, for any number of rovers in turn. */
final class GgaReader {
    private final Framer framer = new Framer(this::frame);
    private Gga found;

    /** Empty when the line is no GGA with a right checksum and a position. */
    Optional<CasterClient.RoverPosition> read(byte[] line, long nowMillis) {
        found = null;
        framer.accept(line);
        framer.end();
        return Optional.ofNullable(found).filter(gga -> gga.latitudeDegrees().isPresent() && gga.longitudeDegrees().isPresent())
                .map(gga -> new CasterClient.RoverPosition(gga.latitudeDegrees().getAsDouble(), gga.longitudeDegrees().getAsDouble(),
                        gga.altitudeMetres().orElse(0), gga.quality().name().toLowerCase(Locale.ROOT), nowMillis));
    }

    private void frame(Frame frame) {
        if (frame.protocol() == Protocol.NMEA && NmeaDecoder.decode(frame) instanceof Gga gga) {
            found = gga;
        }
    }
}
