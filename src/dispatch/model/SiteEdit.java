package depot.dispatch.model;

import java.util.List;
import java.util.Optional;

/** What a client says of the site; what it leaves out is empty, and stays as it is. */
public record SiteEdit(Optional<String> name, Optional<Site.Origin> origin, Optional<List<Site.Corner>> imageCorners) {}
