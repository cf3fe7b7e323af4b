package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What dispatch stores or compares is the database's clock: no class of it reads the wall clock of its process. */
class DatabaseClockTest {
    private static final Set<String> WALL_CLOCKS = Set.of("java/lang/System.currentTimeMillis", "depot/common/time/Time.millis",
            "java/util/Date.<init>");

    @Test
    void noClassReadsTheProcesssWallClock() throws Exception {
        Path classes = Path.of(Dispatch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> readers = new ArrayList<>();
        int seen = 0;
        try (FileSystem jar = FileSystems.newFileSystem(classes); Stream<Path> files = Files.walk(jar.getPath("depot/dispatch"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
                for (PoolEntry entry : model.constantPool()) {
                    if (entry instanceof MemberRefEntry call && readsWallClock(call)) {
                        readers.add(model.thisClass().asInternalName() + " calls " + name(call));
                    }
                }
                seen++;
            }
        }
        assertTrue(seen > 50, "only " + seen + " classes");
        assertEquals(List.of(), readers);
    }

    private static String name(MemberRefEntry call) {
        return call.owner().asInternalName() + "." + call.name().stringValue();
    }

    private static boolean readsWallClock(MemberRefEntry call) {
        boolean now = call.owner().asInternalName().startsWith("java/time/") && call.name().equalsString("now");
        boolean clock = call.owner().asInternalName().equals("java/time/Clock");
        return now || clock || WALL_CLOCKS.contains(name(call));
    }
}
