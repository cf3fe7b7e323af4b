package depot.dispatch.web;

import static depot.dispatch.web.DatabaseCall.of;

import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.memory.OutputBudget;
import depot.dispatch.model.EditOutcome;
import depot.dispatch.model.ExpectedVersion;
import depot.dispatch.model.Site;
import depot.dispatch.model.SiteEdit;
import depot.dispatch.store.SiteTable;
import depot.dispatch.store.Transactions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The calls on the site: where its origin is, and its picture. Thread-safe. */
public final class SiteRoutes {
    private static final int MAX_PICTURE_BYTES = 10 << 20;

    private final Transactions transactions;
    private final SitePicture picture;

    public SiteRoutes(Transactions transactions, OutputBudget output) {
        this.transactions = transactions;
        picture = new SitePicture(transactions.database(), output);
    }

    public void declare(Routes routes) {
        routes.get("/site", Access.CONSOLE, of(request -> answer(transactions.database().callQuery(SiteTable::read))))
                .put("/site", Access.CONSOLE, of(this::put))
                .get("/site/image", Access.CONSOLE, of(this::image))
                .put("/site/image", Access.CONSOLE, of(this::putImage));
    }

    private static Response answer(Site site) {
        return JsonAnswers.ok(json -> SiteJson.write(site, json)).with("ETag", EntityTags.text(site.version()));
    }

    private Response put(Request request) {
        SiteEdit input = SiteJson.edit(request.json());
        ExpectedVersion expected = EntityTags.expected(request);
        EditOutcome<Site> outcome = transactions.call((connection, changes) -> {
            EditOutcome<Site> edited = SiteTable.update(connection, input, expected);
            if (edited instanceof EditOutcome.Done) {
                changes.site();
                changes.queue(); // a task may wait for its route to be checked
            }
            return edited;
        });
        return switch (outcome) {
            case EditOutcome.Done<Site>(Site site) -> answer(site);
            case EditOutcome.Conflict<Site>(Site current) -> EntityTags.conflict("site", current.version(), json ->
                    SiteJson.write(current, json));
            case EditOutcome.Unknown<Site> none -> throw new IllegalStateException("there is always a site");
        };
    }

    private Response putImage(Request request) {
        byte[] bytes = request.body(MAX_PICTURE_BYTES);
        String type = PictureType.of(bytes).orElseThrow(() ->
                new Refused(422, bytes.length == 0 ? "the picture is empty" : "the picture must be a PNG or a JPEG"));
        SiteTable.Picture put = new SiteTable.Picture(type, sha256(bytes), bytes);
        return answer(transactions.call((connection, changes) -> {
            changes.site();
            return SiteTable.putImage(connection, put);
        }));
    }

    private Response image(Request request) throws OutputBudget.Full, InterruptedException {
        Site.Image image = transactions.database().callQuery(SiteTable::read).image();
        if (image == null) {
            throw Refused.notFound("the site has no picture");
        }
        String tag = '"' + image.tag() + '"';
        boolean known = request.headers("If-None-Match").stream().anyMatch(tags -> tags.contains(tag));
        return (known ? Response.empty(304) : image(request, image))
                .with("ETag", tag).with("Cache-Control", "private, no-cache").with("X-Content-Type-Options", "nosniff");
    }

    private Response image(Request request, Site.Image image) throws OutputBudget.Full, InterruptedException {
        if (request.method().equals("HEAD")) {
            return Response.stream(200, image.type(), image.bytes(), out -> {});
        }
        SitePicture.Kept kept = picture.of(image);
        return Response.bytes(200, image.type(), kept.bytes()).holding(kept.load());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** What needs the origin says so while it is not set. @param what cannot be done for that */
    static Refused noOrigin(String what) {
        return new Refused(409, "the site's origin is not set, so " + what + ": set it with PUT /site");
    }
}
