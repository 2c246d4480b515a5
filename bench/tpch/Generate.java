import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the eight TPC-H tables as files for COPY (delimiter |): {@code java -cp JARS Generate.java SCALE DIRECTORY}. */
public final class Generate {
    private Generate() {}

    public static void main(String[] args) throws IOException {
        double scale = Double.parseDouble(args[0]);
        for (TpchTable<?> t : TpchTable.getTables()) {
            table(t, scale, Path.of(args[1], t.getTableName() + ".tbl"));
        }
    }

    private static <E extends TpchEntity> void table(TpchTable<E> t, double scale, Path file) throws IOException {
        try (BufferedWriter w = Files.newBufferedWriter(file)) {
            for (E row : t.createGenerator(scale, 1, 1)) {
                String line = row.toLine();
                w.write(line, 0, line.endsWith("|") ? line.length() - 1 : line.length());
                w.write('\n');
            }
        }
    }
}
