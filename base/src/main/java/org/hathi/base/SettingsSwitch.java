package org.hathi.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hathi.base.Setting.Value;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the values of one session for those of another.
 *
 * <p>INVARIANT: a setting whose value is neither its base value nor the current session's is among the lingering ones.
 */
final class SettingsSwitch {
    private static final int KNOWN = 16;

    private final Map<String, Setting> byName;
    /** Settings that still hold what a suspended session made of them; put back when the next session comes. */
    private List<Setting> lingering = new ArrayList<>();
    /** Empty but while {@link #putBack} goes through it. */
    private List<Setting> spare = new ArrayList<>();
    /** What the session left with whose values linger, all of them and no others; null when that is not so. */
    private @Nullable SuspendedSettings left;
    /**
     * What sessions left with lately: those with equal values share one object, so that one following another, as is
     * usual where many have the same settings, changes nothing.
     */
    private final SuspendedSettings[] known = new SuspendedSettings[KNOWN];

    private int next;

    SettingsSwitch(Map<String, Setting> byName) {
        this.byName = byName;
    }

    SuspendedSettings suspend(List<Setting> touched, @Nullable SuspendedSettings unchanged) {
        SuspendedSettings out = unchanged == null ? shared(new SuspendedSettings(touched)) : unchanged;
        left = lingering.isEmpty() ? out : null;
        for (Setting s : touched) {
            s.inSession = false;
            s.reset = s.base;
            s.resetSource = s.baseSource;
        }
        lingering.addAll(touched);
        touched.clear();
        return out;
    }

    private SuspendedSettings shared(SuspendedSettings s) {
        for (SuspendedSettings k : known) {
            if (k != null && k.same(s)) {
                return k;
            }
        }
        known[next] = s;
        next = (next + 1) % KNOWN;
        return s;
    }

    void resume(SuspendedSettings next, List<Setting> touched) {
        for (Setting s : next.settings) {
            s.inSession = true;
        }
        if (next == left) {
            left = null;
            lingering.clear();
        } else {
            putBack();
        }
        for (int i = 0; i < next.settings.length; i++) {
            Setting s = next.settings[i];
            if (s.def.isCustom()) {
                byName.put(key(s), s);
            }
            s.reset = next.resets[i];
            s.resetSource = next.resetSources[i];
            exchange(s, next.values[i], next.sources[i]);
            touched.add(s);
        }
    }

    /** Gives the base value back to what lingers and does not belong to the session that comes. */
    void putBack() {
        left = null;
        if (lingering.isEmpty()) {
            return;
        }
        List<Setting> old = lingering;
        lingering = spare;
        spare = old;
        for (Setting s : old) {
            if (s.inSession) {
                continue;
            }
            exchange(s, s.base, s.baseSource);
            if (s.def.isCustom() && s.baseSource == SettingSource.DEFAULT) {
                byName.remove(key(s), s);
            }
        }
        old.clear();
    }

    private static String key(Setting s) {
        return s.def.name.toLowerCase(Locale.ROOT);
    }

    /** Another session's value takes a setting over: nothing to report, each client knows its own. */
    private static void exchange(Setting s, Value v, SettingSource source) {
        if (s.value == v) {
            s.source = source;
            return;
        }
        boolean changed = !s.value.equals(v);
        s.become(v);
        s.source = source;
        if (changed) {
            if (s.def.has('R')) {
                s.lastReported = s.show();
            }
            Settings.AssignHook hook = s.assign;
            if (hook != null) {
                hook.assigned(s);
            }
        }
    }
}
