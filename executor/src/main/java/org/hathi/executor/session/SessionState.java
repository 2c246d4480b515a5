package org.hathi.executor.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.SessionInfo;
import org.hathi.executor.api.SuspendedSession;
import org.hathi.types.SessionRandom;
import org.jspecify.annotations.Nullable;

/** What makes one session different from another, apart from its settings: it can leave the process. */
final class SessionState implements SuspendedSession {
    private static final byte[] NOTHING = {};
    private static final int COUNT_BYTES = 16;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    final SessionInfo info;
    /** The role SET SESSION AUTHORIZATION chose, or the one that logged in. */
    int sessionRole;
    /** The current role. */
    int role;

    /** Names given to SET ROLE and SET SESSION AUTHORIZATION here: enough for what a transaction can bring back. */
    final Map<String, RoleSwitch.Known> knownRoles = new HashMap<>();

    final Map<String, CachedStatement> statements = new HashMap<>();
    final SequenceValues sequences = new SequenceValues();
    /** What it listens to. */
    final Set<String> channels = new LinkedHashSet<>();

    @Nullable
    SessionRandom random;
    /** Advisory locks while suspended: what the lock manager wants back. */
    byte[] locks = NOTHING;

    private boolean locksSaved;
    private int definitionChanges;
    private int progressChanges;
    private int savedDefinition = -1;
    private int savedProgress = -1;
    /** The named statements by index, and their counts as bytes: custom and generic plans, cost of the custom ones. */
    private CachedStatement[] indexed = {};

    private byte[] counts = NOTHING;
    private int countsFrom;
    private int countsTo;

    SessionState(SessionInfo info) {
        this.info = info;
        sessionRole = info.roleOid();
        role = sessionRole;
    }

    @Override
    public SessionInfo info() {
        return info;
    }

    /** A statement of this name was made or dropped; null: all. */
    void statementChanged(@Nullable String name) {
        if (name == null || !name.isEmpty()) {
            definitionChanges++;
        }
        if (name == null || name.isEmpty()) {
            progressChanges++;
        }
    }

    void rolesChanged() {
        definitionChanges++;
    }

    /** LISTEN or UNLISTEN was committed. */
    void channelsChanged() {
        definitionChanges++;
    }

    @Override
    public boolean definitionChanged() {
        return savedDefinition != definitionChanges;
    }

    @Override
    public boolean progressChanged() {
        SessionRandom r = random;
        return savedProgress != progressChanges + sequences.changes()
                || locks.length > 0
                || locksSaved
                || r != null && r.seeded();
    }

    @Override
    public boolean holdsLocks() {
        return locks.length > 0;
    }

    @Override
    public void saved() {
        savedDefinition = definitionChanges;
        savedProgress = progressChanges + sequences.changes();
        locksSaved = locks.length > 0;
        countsFrom = 0;
        countsTo = 0;
    }

    // ---------------------------------------------------------------- counts

    private void resize(int n) {
        indexed = new CachedStatement[n];
        counts = new byte[n * COUNT_BYTES];
    }

    private void index(CachedStatement s, int i) {
        s.index = i;
        indexed[i] = s;
    }

    /** The counts of statements with these indexes may have changed. */
    void counted(int from, int to) {
        int end = Math.min(to, indexed.length - 1);
        for (int i = from; i <= end; i++) {
            CachedStatement s = indexed[i];
            INT.set(counts, i * COUNT_BYTES, s.customPlans);
            INT.set(counts, i * COUNT_BYTES + 4, s.genericPlans);
            LONG.set(counts, i * COUNT_BYTES + 8, Double.doubleToRawLongBits(s.customCost));
        }
        boolean none = countsFrom >= countsTo;
        countsFrom = none ? from * COUNT_BYTES : Math.min(countsFrom, from * COUNT_BYTES);
        countsTo = Math.max(none ? 0 : countsTo, (end + 1) * COUNT_BYTES);
    }

    @Override
    public byte[] counts() {
        return counts;
    }

    @Override
    public int countsFrom() {
        return countsFrom;
    }

    @Override
    public int countsTo() {
        return countsTo;
    }

    @Override
    public void countsRead() {
        for (int i = 0; i < indexed.length; i++) {
            CachedStatement s = indexed[i];
            s.customPlans = (int) INT.get(counts, i * COUNT_BYTES);
            s.genericPlans = (int) INT.get(counts, i * COUNT_BYTES + 4);
            s.customCost = Double.longBitsToDouble((long) LONG.get(counts, i * COUNT_BYTES + 8));
        }
        countsFrom = 0;
        countsTo = 0;
    }

    // ---------------------------------------------------------------- as bytes

    @Override
    public byte[] definition() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(sessionRole);
            out.writeInt(role);
            out.writeInt(channels.size());
            for (String c : channels) {
                text(out, c);
            }
            int n = statements.size() - (statements.containsKey("") ? 1 : 0);
            out.writeInt(n);
            resize(n);
            int i = 0;
            for (CachedStatement s : statements.values()) {
                if (!s.name.isEmpty()) {
                    index(s, i++);
                    write(out, s);
                }
            }
            counted(0, n - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] progress() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            CachedStatement unnamed = statements.get("");
            out.writeBoolean(unnamed != null);
            if (unnamed != null) {
                write(out, unnamed);
            }
            bytes(out, sequences.toBytes());
            SessionRandom r = random;
            out.writeBoolean(r != null && r.seeded());
            if (r != null && r.seeded()) {
                out.writeLong(r.low());
                out.writeLong(r.high());
            }
            bytes(out, locks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Takes over a definition. */
    void define(byte[] definition) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(definition))) {
            sessionRole = in.readInt();
            role = in.readInt();
            for (int n = in.readInt(); n > 0; n--) {
                channels.add(text(in));
            }
            int n = in.readInt();
            resize(n);
            for (int i = 0; i < n; i++) {
                CachedStatement s = statement(in);
                statements.put(s.name, s);
                index(s, i);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void progress(byte[] progress) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(progress))) {
            statements.remove("");
            if (in.readBoolean()) {
                statements.put("", statement(in));
            }
            sequences.read(bytes(in));
            random = in.readBoolean() ? SessionRandom.of(in.readLong(), in.readLong()) : null;
            locks = bytes(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void bytes(DataOutputStream out, byte[] b) throws IOException {
        out.writeInt(b.length);
        out.write(b);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        byte[] b = new byte[in.readInt()];
        in.readFully(b);
        return b;
    }

    private static void text(DataOutputStream out, String s) throws IOException {
        bytes(out, s.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void write(DataOutputStream out, CachedStatement s) throws IOException {
        text(out, s.name);
        text(out, s.sql);
        out.writeBoolean(s.fromSql);
        out.writeBoolean(s.raw != null || s.unparsed);
        out.writeLong(s.preparedAt);
        text(out, s.tag);
        out.writeInt(s.parameterTypes.length);
        for (int t : s.parameterTypes) {
            out.writeInt(t);
        }
        out.writeInt(s.customPlans);
        out.writeInt(s.genericPlans);
        out.writeDouble(s.customCost);
        out.writeInt(s.columns.size());
        for (ResultColumn c : s.columns) {
            text(out, c.name());
            out.writeInt(c.tableOid());
            out.writeInt(c.attnum());
            out.writeInt(c.typeOid());
            out.writeInt(c.typeLen());
            out.writeInt(c.typmod());
        }
    }

    private static CachedStatement statement(DataInputStream in) throws IOException {
        String name = text(in);
        String sql = text(in);
        boolean fromSql = in.readBoolean();
        boolean unparsed = in.readBoolean();
        long preparedAt = in.readLong();
        String tag = text(in);
        int[] types = new int[in.readInt()];
        for (int i = 0; i < types.length; i++) {
            types[i] = in.readInt();
        }
        CachedStatement s = new CachedStatement(name, sql, null, types, fromSql, preparedAt);
        s.unparsed = unparsed;
        s.valid = false;
        s.tag = tag;
        s.customPlans = in.readInt();
        s.genericPlans = in.readInt();
        s.customCost = in.readDouble();
        int n = in.readInt();
        List<ResultColumn> columns = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            columns.add(new ResultColumn(
                    text(in), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), 0));
        }
        s.columns = columns;
        s.returnsRows = n > 0;
        return s;
    }
}
