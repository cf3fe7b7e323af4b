package depot.dispatch.web;

import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.json.BadInput;
import depot.common.json.JsonText;
import depot.dispatch.model.ExpectedVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions as HTTP has them: {@code ETag} and {@code If-Match} (RFC 9110, sections 8.8.3 and 13.1.1). */
final class EntityTags {
    /** The tag of something that has just been created. */
    static final String FIRST = text(1);
    private static final Pattern LIST = Pattern.compile("\\G[ \t,]*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"[ \t]*(?:,|$)");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

    private EntityTags() {}

    static String text(long version) {
        return "\"" + version + "\"";
    }

    /**
     * What the request's {@code If-Match} asks for. A weak tag matches nothing, nor does one that is not ours.
     *
     * @throws BadInput for what is no list of tags
     */
    static ExpectedVersion expected(Request request) {
        List<String> lines = request.headers("If-Match");
        if (lines.isEmpty()) {
            return ExpectedVersion.ANY;
        }
        String list = String.join(",", lines).strip();
        if (list.equals("*")) {
            return ExpectedVersion.ANY;
        }
        Set<Long> versions = new HashSet<>();
        Matcher tag = LIST.matcher(list);
        int end = 0;
        while (tag.find()) {
            end = tag.end();
            if (tag.group(1) == null && VERSION.matcher(tag.group(2)).matches()) {
                versions.add(Long.valueOf(tag.group(2)));
            }
        }
        if (end == 0 || end < list.length()) {
            throw BadInput.malformed("If-Match must be * or a list of tags such as \"3\"");
        }
        return ExpectedVersion.of(versions);
    }

    /** 412, with what is there now. */
    static Response conflict(String what, long version, JsonText.Body current) {
        return Response.json(412, JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("error", "the " + what + " was changed meanwhile: it is version " + version + " now");
            json.writeFieldName("current");
            current.writeTo(json);
            json.writeEndObject();
        })).with("ETag", text(version));
    }
}
