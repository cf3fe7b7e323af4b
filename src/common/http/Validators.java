package depot.common.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets a client find out whether its copy of a file is still good (RFC 9110, sections 8.8 and 13). Pure and immutable.
 *
 * @param modified to the second, as headers have it
 */
public record Validators(EntityTag tag, Instant modified) {
    // the JDK's own RFC 1123 format writes days before the tenth with one digit
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    // a file written twice within one second has one date: until that is over the date proves nothing
    private static final Duration DATE_IS_STRONG_AFTER = Duration.ofSeconds(1);

    public static Validators of(Stamp stamp) {
        return new Validators(EntityTag.of(stamp), stamp.modified().toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** For the same file in another encoding: a tag identifies the bytes that are sent. */
    public static Validators ofPacked(Stamp stamp) {
        Validators plain = of(stamp);
        return new Validators(new EntityTag(plain.tag.opaque() + "-zstd"), plain.modified);
    }

    /** As {@code Last-Modified} says it. */
    public String lastModified() {
        return HTTP_DATE.format(modified);
    }

    /** Whether what the client has is what is there; a date counts only where no tag was given. */
    public boolean notModified(Optional<String> ifNoneMatch, Optional<String> ifModifiedSince) {
        return ifNoneMatch.map(tag::isIn)
                .or(() -> ifModifiedSince.flatMap(Validators::date).map(since -> !modified.isAfter(since)))
                .orElse(false);
    }

    /**
     * Whether the client asks only for a state that is over (RFC 9110, sections 13.1.1 and 13.1.4); a date counts only where no
     * tag was given.
     */
    public boolean isAnother(Optional<String> ifMatch, Optional<String> ifUnmodifiedSince) {
        return ifMatch.map(wanted -> !tag.isExactlyIn(wanted))
                .or(() -> ifUnmodifiedSince.flatMap(Validators::date).map(modified::isAfter))
                .orElse(false);
    }

    /** Whether a part may be sent to be joined with what the client has: its tag or date must be exactly this file's. */
    public boolean partFits(Optional<String> ifRange, Instant now) {
        if (ifRange.isEmpty()) {
            return true;
        }
        String condition = ifRange.get().strip();
        return condition.equals(tag.header())
                || condition.equals(lastModified()) && !now.isBefore(modified.plus(DATE_IS_STRONG_AFTER));
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(HTTP_DATE.parse(header.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
