package org.hathi.server;

import java.nio.charset.StandardCharsets;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.os.ProcessTitle;

/** What {@code ps} shows of a backend: whom it serves and what it does for them, as PostgreSQL's do. */
final class SessionTitle {
    private static final byte[] NOBODY = {};

    private final ProcessTitle title;
    private final Setting update;
    private final String cluster;
    private final KnownTexts activities = new KnownTexts();
    private byte[] who = NOBODY;

    SessionTitle(ProcessTitle title, Settings settings) {
        this.title = title;
        update = settings.setting("update_process_title");
        String name = settings.string("cluster_name");
        cluster = name.isEmpty() ? "" : name + ": ";
    }

    /** The beginning of the title while the process serves this session. */
    byte[] of(SessionTicket t) {
        String s = "postgres: " + cluster + t.role() + " " + t.database() + " "
                + (t.host().isEmpty() ? "[local]" : t.host() + "(" + t.port() + ")") + " ";
        return s.getBytes(StandardCharsets.UTF_8);
    }

    /** The title begins with what {@link #of} made from now on. */
    void serve(byte[] session) {
        who = session;
    }

    /** A session begins. */
    void begin(SessionTicket t) {
        who = of(t);
        title.set(who, activities.encoded("initializing"));
    }

    /** What is done for the session; only if {@code update_process_title} is on. */
    void show(String activity) {
        if (update.bool()) {
            title.set(who, activities.encoded(activity));
        }
    }

    /** The process serves nobody. */
    void rest() {
        who = NOBODY;
        title.set("postgres: " + cluster + "idle backend");
    }
}
