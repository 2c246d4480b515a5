package org.hathi.executor.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.OsProcess;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;
import org.hathi.types.EvalContext;
import org.jspecify.annotations.Nullable;

/** Functions about the logging collector's files. */
final class LogFunctions {
    private LogFunctions() {}

    /** The file of a format (null: of the first) by {@code current_logfiles}; null when there is none. */
    static @Nullable String current(SystemContext s, @Nullable String format) {
        if (format != null && !format.equals("stderr") && !format.equals("csvlog") && !format.equals("jsonlog")) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "log format \"" + format + "\" is not supported")
                    .hint("The supported log formats are \"stderr\", \"csvlog\", and \"jsonlog\".");
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(s.dataDirectory().resolve("current_logfiles"));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new SqlError(
                    Severity.ERROR,
                    SqlState.IO_ERROR,
                    "could not read file \"current_logfiles\": " + e.getMessage(),
                    e);
        }
        for (String l : lines) {
            int sp = l.indexOf(' ');
            if (sp > 0 && (format == null || l.substring(0, sp).equals(format))) {
                return l.substring(sp + 1);
            }
        }
        return null;
    }

    /** Asks the postmaster to have the collector begin new files. */
    static Object rotate(SystemContext s, EvalContext cx) {
        if (!s.settings.bool("logging_collector")) {
            cx.reporter.warning(SqlState.WARNING, "rotation not possible because log collection not active");
            return false;
        }
        try {
            Files.write(s.dataDirectory().resolve("logrotate"), new byte[0]);
        } catch (IOException e) {
            throw new SqlError(
                    Severity.ERROR, SqlState.IO_ERROR, "could not create file \"logrotate\": " + e.getMessage(), e);
        }
        ProcSlots slots = s.proc().slots();
        for (int i = 0; i < slots.highWater(); i++) {
            if (slots.inUse(i) && slots.role(i) == ProcRole.POSTMASTER) {
                return OsProcess.kill(slots.pid(i), OsProcess.SIGUSR1) == 0;
            }
        }
        return false;
    }
}
