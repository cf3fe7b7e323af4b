package depot.discovery;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** The fields of a rover's registration. */
record Registration(String id, String name, String address, String videoAddress, Heartbeat state) {
    static final int MAX_NAME = 128;
    private static final int MAX_ADDRESS = 256;
    // consoles make links of it: anything else could be a script
    private static final List<String> SCHEMES = List.of("ws", "wss", "http", "https");
    private static final List<String> VIDEO_SCHEMES = List.of("ws", "wss", "http", "https", "rtsp", "rtsps");

    static Registration from(JsonObject json) {
        String address = url("address", json.text("address", MAX_ADDRESS), SCHEMES);
        String video = json.optionalText("video_address", MAX_ADDRESS).map(text -> url("video_address", text, VIDEO_SCHEMES))
                .orElseGet(() -> address.replace(":4850", ":4851"));
        return new Registration(json.text("id", MAX_NAME), json.text("name", MAX_NAME), address, video, Heartbeat.from(json));
    }

    private static String url(String field, String text, List<String> schemes) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() != null && schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT)) && uri.getRawAuthority() != null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        throw BadInput.notAllowed(field, "must be a URL of " + String.join(", ", schemes) + ", such as ws://10.0.0.7:4850");
    }

    Rover rover(long nowMillis) {
        return new Rover(id, name, address, videoAddress, true, state.batteryVoltage().orElse(0), state.mode().orElse(0),
                state.pose().orElse(Pose.ORIGIN), nowMillis);
    }
}
