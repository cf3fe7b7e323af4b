package depot.discovery;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import depot.discovery.link.LinkState;
import depot.discovery.registry.RoverUpdate;
import java.io.IOException;

/** The state of a rover's own link, as its details show it. Immutable. */
record LinkDetail(LinkState state) implements JsonText.Body {

    /** For a rover whose link was not tried yet. */
    static LinkDetail untried(long sinceMillis) {
        return new LinkDetail(new LinkState(LinkState.State.OFF, sinceMillis, "it has not been tried yet", 0));
    }

    /** The details with the state of its link. */
    static RoverDetail in(RoverDetail detail, RoverUpdate.Link link) {
        return detail.withLink(new LinkDetail(link.state()),
                link.newest().map(frame -> new Velocity(frame.linear(), frame.angular())).orElse(null));
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("state", state.state().word());
        json.writeNumberField("since", state.sinceMillis());
        if (state.why().isEmpty()) {
            json.writeNullField("why");
        } else {
            json.writeStringField("why", state.why());
        }
        if (state.frameSinceMillis() == 0) {
            json.writeNullField("frameSince");
        } else {
            json.writeNumberField("frameSince", state.frameSinceMillis());
        }
        json.writeEndObject();
    }

    /** Metres and radians a second. */
    private record Velocity(double linear, double angular) implements JsonText.Body {
        @Override
        public void writeTo(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeNumberField("linear", linear);
            json.writeNumberField("angular", angular);
            json.writeEndObject();
        }
    }
}
