package org.hathi.races;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the races. {@code hathi.races=long} tries every compiler mode for longer; {@code hathi.races.only} is a regular
 * expression of class names. jcstress runs each race in a process of its own.
 */
class RacesTest {
    private static final String FLAGS = "-XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED"
            + " --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED -ea";

    @TempDir
    Path dir;

    @Test
    void nothingForbiddenIsObserved() throws Exception {
        boolean isLong = System.getProperty("hathi.races", "short").equals("long");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                "org.openjdk.jcstress.Main",
                "-t",
                System.getProperty("hathi.races.only", "Races"),
                "-r",
                dir.resolve("report").toString(),
                "-f",
                "1",
                "-af",
                "NONE",
                "-strideSize",
                "16",
                "-strideCount",
                "8"));
        command.addAll(
                isLong
                        ? List.of("-m", "default", "-jvmArgsPrepend", FLAGS)
                        : List.of("-iters", "1", "-time", "250", "-sc", "false", "-jvmArgs", FLAGS));
        File out = dir.resolve("out").toFile();
        Process p = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        boolean ended = p.waitFor(isLong ? 3600 : 180, TimeUnit.SECONDS);
        p.descendants().forEach(ProcessHandle::destroyForcibly);
        p.destroyForcibly();
        String text = Files.readString(out.toPath(), StandardCharsets.UTF_8);
        String tail = text.substring(Math.max(0, text.length() - 6000));
        assertThat(ended).as(tail).isTrue();
        assertThat(p.exitValue()).as(tail).isZero();
        assertThat(text).doesNotContain(" 0 planned").contains("RUN RESULTS");
    }

    private static String classPath() {
        // surefire starts its process with a jar whose manifest names the class path, and tells the real one here
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
