package org.hathi.server.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** pg_ident.conf: maps from operating-system users to roles. */
public final class IdentFile {
    private record Entry(
            String map, String system, @Nullable Pattern pattern, String role) {}

    private final List<Entry> entries;

    private IdentFile(List<Entry> entries) {
        this.entries = entries;
    }

    /** An empty map. */
    public static IdentFile empty() {
        return new IdentFile(List.of());
    }

    /** Loads a file; null when it cannot be used. */
    public static @Nullable IdentFile load(Path path, List<Report> problems) {
        String text;
        try {
            text = Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            problems.add(new Report(
                    Severity.LOG,
                    SqlState.IO_ERROR,
                    "could not open usermap file \"" + path + "\": No such file or directory"));
            return null;
        }
        return parse(path, text, problems);
    }

    public static @Nullable IdentFile parse(Path path, String text, List<Report> problems) {
        int before = problems.size();
        List<Entry> entries = new ArrayList<>();
        for (AuthTokens.Line line : AuthTokens.lines(path, text, problems)) {
            String context = "line " + line.number() + " of configuration file \"" + path + "\"";
            if (line.fields().size() < 3) {
                problems.add(new Report(
                        Severity.LOG,
                        SqlState.CONFIG_FILE_ERROR,
                        "missing entry in file \"" + path + "\" at end of line " + line.number()));
                continue;
            }
            String system = line.fields().get(1).getFirst().text();
            Pattern p = null;
            if (system.startsWith("/")) {
                try {
                    p = Pattern.compile(system.substring(1));
                } catch (PatternSyntaxException e) {
                    problems.add(new Report(
                                    Severity.LOG,
                                    SqlState.INVALID_REGULAR_EXPRESSION,
                                    "invalid regular expression \"" + system.substring(1) + "\": " + e.getDescription())
                            .context(context));
                    continue;
                }
            }
            entries.add(new Entry(
                    line.fields().getFirst().getFirst().text(),
                    system,
                    p,
                    line.fields().get(2).getFirst().text()));
        }
        return problems.size() > before ? null : new IdentFile(entries);
    }

    /** Whether the operating-system user may connect as {@code role}; without a map the names must be equal. */
    public boolean allows(@Nullable String map, String role, String systemUser) {
        if (map == null || map.isEmpty()) {
            return role.equals(systemUser);
        }
        for (Entry e : entries) {
            if (!e.map.equals(map)) {
                continue;
            }
            if (e.pattern == null) {
                if (e.system.equals(systemUser) && e.role.equals(role)) {
                    return true;
                }
                continue;
            }
            Matcher m = e.pattern.matcher(systemUser);
            if (m.find()) {
                String wanted = e.role;
                if (wanted.contains("\\1") && m.groupCount() >= 1 && m.group(1) != null) {
                    wanted = wanted.replace("\\1", m.group(1));
                }
                if (wanted.equals(role)) {
                    return true;
                }
            }
        }
        return false;
    }
}
