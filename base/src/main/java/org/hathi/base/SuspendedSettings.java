package org.hathi.base;

import java.util.Arrays;
import java.util.List;
import org.hathi.base.Setting.Value;

/** What a session has made of the settings, set aside while another session uses the process. See {@link Settings}. */
public final class SuspendedSettings {
    final Setting[] settings;
    final Value[] values;
    final SettingSource[] sources;
    final Value[] resets;
    final SettingSource[] resetSources;

    SuspendedSettings(List<Setting> touched) {
        int n = touched.size();
        settings = touched.toArray(new Setting[n]);
        values = new Value[n];
        sources = new SettingSource[n];
        resets = new Value[n];
        resetSources = new SettingSource[n];
        for (int i = 0; i < n; i++) {
            Setting s = settings[i];
            values[i] = s.value;
            sources[i] = s.source;
            resets[i] = s.reset;
            resetSources[i] = s.resetSource;
        }
    }

    /** Whether these are the same values, from the same sources, of the same settings in the same order. */
    boolean same(SuspendedSettings o) {
        return Arrays.equals(settings, o.settings)
                && Arrays.equals(values, o.values)
                && Arrays.equals(sources, o.sources)
                && Arrays.equals(resets, o.resets)
                && Arrays.equals(resetSources, o.resetSources);
    }
}
