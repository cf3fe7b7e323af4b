package depot.gps;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.http.StandardRoutes;
import depot.gps.base.BaseSetup;
import depot.gps.base.BaseWatch;
import depot.gps.ntrip.NtripPush;
import depot.gps.record.Recorder;
import depot.gps.source.Receiver;
import depot.gps.status.ReceiverState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that can be wrong, in one text for {@code /health}. Any thread. */
record GpsHealth(ReceiverState state, Receiver receiver, BaseSetup setup, BaseWatch watch, CorrectionsReport corrections,
        Optional<Recorder> recorder, List<NtripPush> pushes) implements StandardRoutes.Health {
    @Override
    public Optional<String> degraded() {
        String reasons = Stream.of(silence(), setupProblem(), watch.problem(), unusable(), recorder.flatMap(Recorder::problem), outages())
                .flatMap(Optional::stream).collect(Collectors.joining("; "));
        return Optional.of(reasons).filter(text -> !text.isEmpty());
    }

    private Optional<String> silence() {
        return state.isConnected() ? Optional.empty()
                : Optional.of("nothing comes from " + receiver.source().name() + receiver.outage().map(why -> " (" + why + ")").orElse(""));
    }

    private Optional<String> outages() {
        return Optional.of(pushes.stream().flatMap(push -> push.outage()
                .map(why -> "no corrections go to " + push.view().target() + " (" + why + ")").stream())
                .collect(Collectors.joining("; "))).filter(text -> !text.isEmpty());
    }

    /** Empty for a receiver that is away: that is reported already. */
    private Optional<String> unusable() {
        return state.isConnected() ? corrections.problem() : Optional.empty();
    }

    private Optional<String> setupProblem() {
        return Optional.of(setup.result().problem()).filter(problem -> !problem.isEmpty());
    }

    @Override
    public void details(JsonGenerator json) throws IOException {
        json.writeBooleanField("connected", state.isConnected());
        json.writeStringField("fix", state.fixName());
    }
}
