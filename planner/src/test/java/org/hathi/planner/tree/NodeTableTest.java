package org.hathi.planner.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The classes written out of the table of nodes are what the table says; {@code -Dhathi.nodes=update} writes them again
 * (run the formatter after that).
 */
class NodeTableTest {
    private static Path room() {
        return Path.of(Files.exists(Path.of("src/main/tree/nodes.txt")) ? "" : "planner");
    }

    /** The text without what the formatter may change. */
    private static String essence(String text) {
        return text.replaceAll("[\\s*]+", "");
    }

    @Test
    void classesFollowTheTable() throws IOException {
        Path room = room();
        Path sources = room.resolve("src/main/java/org/hathi/planner/tree");
        NodeGenerator g = new NodeGenerator(Files.readAllLines(room.resolve("src/main/tree/nodes.txt")));
        for (Map.Entry<String, String> f : g.files().entrySet()) {
            Path p = sources.resolve(f.getKey());
            if (System.getProperty("hathi.nodes", "").equals("update")) {
                Files.writeString(p, f.getValue());
            }
            assertThat(essence(Files.readString(p))).as(f.getKey()).isEqualTo(essence(f.getValue()));
        }
    }

    /** What is in the table has the fields of the table in its order: otherwise the classes above would not compile. */
    @Test
    void everyExpressionIsInTheTable() throws IOException {
        String table = Files.readString(room().resolve("src/main/tree/nodes.txt"));
        for (Class<?> c : Expr.class.getPermittedSubclasses()) {
            assertThat(table).contains("\n" + c.getSimpleName() + " ");
        }
    }
}
