package depot.sim.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.sim.client.ServiceUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An operator's calls of one service. Any thread; a call blocks for some seconds at most. */
final class DemoApi {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final HttpClient client;
    private final String name;
    private final ServiceUrl url;
    private final Optional<String> token;

    /** @param client the owner's, who closes it */
    DemoApi(HttpClient client, String name, ServiceUrl url, Optional<String> token) {
        this.client = client;
        this.name = name;
        this.url = url;
        this.token = token;
    }

    String name() {
        return name;
    }

    ServiceUrl url() {
        return url;
    }

    /** The object that a GET answers. @throws IOException also for an answer other than 200 */
    Map<String, Object> object(String path) throws IOException, InterruptedException {
        return JSON.std.mapFrom(send("GET", path, "", 200));
    }

    /** The list of objects that a GET answers. */
    @SuppressWarnings("unchecked") // the contract's lists hold objects
    List<Map<String, Object>> objects(String path) throws IOException, InterruptedException {
        return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(send("GET", path, "", 200));
    }

    /** What a POST created. @param json empty for no body */
    Map<String, Object> create(String path, String json) throws IOException, InterruptedException {
        return JSON.std.mapFrom(send("POST", path, json, 201));
    }

    /** What a PUT answers. */
    Map<String, Object> change(String path, String json) throws IOException, InterruptedException {
        return JSON.std.mapFrom(send("PUT", path, json, 200));
    }

    private String send(String method, String path, String json, int expected) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.ofString(json));
        token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw new IOException(name + " answers " + method + " " + path + " with " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
