package depot.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Shares the test classes out between the JVMs of one run: each takes the next class that nobody has, by making a file of its name in the
 * folder {@code depot.test.claims}. So all end at about the same time, whatever the classes take. Without that property every class runs
 * here.
 *
 * <p>JUnit finds this by itself (META-INF/services) and calls it from any thread.
 */
public final class ClassClaims implements ExecutionCondition {
    /** Why a class is skipped in this JVM; {@link TestReport} leaves such a class out. */
    static final String ELSEWHERE = "runs in another JVM of this run";

    private static final ConditionEvaluationResult HERE = ConditionEvaluationResult.enabled("runs here");
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String folder = System.getProperty("depot.test.claims");
        Optional<Class<?>> testClass = context.getTestClass();
        if (folder == null || testClass.isEmpty() || testClass.get().getEnclosingClass() != null) {
            return HERE;
        }
        String name = testClass.get().getName();
        return mine.contains(name) || claim(Path.of(folder), name) ? HERE : ConditionEvaluationResult.disabled(ELSEWHERE);
    }

    private boolean claim(Path folder, String name) {
        try {
            Files.createFile(folder.resolve(name));
            mine.add(name);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot claim a test class in " + folder, e);
        }
    }
}
