package depot.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.jr.ob.JSON;

/** The one reader and writer of JSON, and the bounds of what is read. The length is bounded before, by body and message limits. */
final class JsonShape {
    static final int MAX_DEPTH = 32;
    static final int MAX_NUMBER_CHARACTERS = 100;
    private static final int POOLED_BUFFERS = 64;

    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            // names come from clients: a table of them shared by all would be theirs to fill
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            // by default each thread keeps buffers of its own: 8 KB for every connection that ever sent a message
            .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED_BUFFERS))
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARACTERS)
                    .build())
            .build();

    static final JSON READER = JSON.builder(FACTORY).build();

    private JsonShape() {}
}
