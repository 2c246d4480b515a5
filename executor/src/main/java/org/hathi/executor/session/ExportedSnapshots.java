package org.hathi.executor.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Xid;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Transactions;
import org.hathi.txn.Txn;
import org.hathi.txn.XactHook;

/**
 * Snapshots that other transactions may take over: pg_export_snapshot() writes one to a file of directory pg_snapshots,
 * whose name is its identifier; SET TRANSACTION SNAPSHOT reads it. The files go when the exporting transaction ends.
 *
 * <p>LAYOUT (text, as PostgreSQL's): lines {@code vxid:process slot/transaction}, {@code pid:}, {@code dbid:},
 * {@code iso:}, {@code ro:}, {@code xmin:}, {@code xmax:}, {@code xcnt:}, one {@code xip:} each, {@code sof:}
 * (overflowed), {@code sxcnt:}, one {@code sxp:} each, {@code rec:}.
 *
 * <p>CRASH: a file of a process that died stays; its snapshot is refused, since that transaction does not run any more.
 */
final class ExportedSnapshots implements XactHook {
    private static final String DIRECTORY = "pg_snapshots";

    private final BackendContext cx;
    private final List<Path> exported = new ArrayList<>();
    private boolean hooked;

    ExportedSnapshots(BackendContext cx) {
        this.cx = cx;
    }

    /** Writes the active snapshot and keeps it until the transaction ends; its identifier. */
    String export(int pid) {
        Txn txn = cx.txn();
        Transactions t = txn.transactions();
        if (t.nestLevel() > 1) {
            throw new SqlError(SqlState.ACTIVE_SQL_TRANSACTION, "cannot export a snapshot from a subtransaction");
        }
        Snapshot s = txn.snapshots().register(txn.snapshots().active());
        int slot = cx.proc().slot();
        int lxid = txn.procs().lxid(slot);
        String id = String.format(Locale.ROOT, "%08X-%08X-%d", slot + 1, lxid, exported.size() + 1);
        StringBuilder b = new StringBuilder(256);
        line(b, "vxid", (slot + 1) + "/" + Integer.toUnsignedString(lxid));
        line(b, "pid", String.valueOf(pid));
        line(b, "dbid", Integer.toUnsignedString(cx.catalog().databaseOid()));
        line(b, "iso", t.usesTransactionSnapshot() ? "2" : "1");
        line(b, "ro", t.readOnly() ? "1" : "0");
        line(b, "xmin", Integer.toUnsignedString(s.xmin));
        line(b, "xmax", Integer.toUnsignedString(s.xmax));
        // to others the own transaction is a running one
        int own = t.topXidIfAny();
        boolean add = own != 0 && Xid.precedes(own, s.xmax);
        line(b, "xcnt", String.valueOf(s.xcnt + (add ? 1 : 0)));
        for (int i = 0; i < s.xcnt; i++) {
            line(b, "xip", Integer.toUnsignedString(s.xip[i]));
        }
        if (add) {
            line(b, "xip", Integer.toUnsignedString(own));
        }
        line(b, "sof", s.overflowed ? "1" : "0");
        line(b, "sxcnt", String.valueOf(s.overflowed ? 0 : s.subxcnt));
        for (int i = 0; i < s.subxcnt && !s.overflowed; i++) {
            line(b, "sxp", Integer.toUnsignedString(s.subxip[i]));
        }
        line(b, "rec", s.takenDuringRecovery ? "1" : "0");
        write(id, b.toString());
        return id;
    }

    private void write(String id, String text) {
        Path file = cx.dataDirectory().resolve(DIRECTORY).resolve(id);
        Path temp = file.resolveSibling(id + ".tmp");
        if (!hooked) {
            hooked = true;
            cx.txn().transactions().addHook(this);
        }
        exported.add(file);
        try {
            Files.writeString(temp, text);
            Files.move(temp, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SqlError(SqlState.IO_ERROR, "could not write to file \"" + DIRECTORY + "/" + id + ".tmp\": " + e);
        }
    }

    private static void line(StringBuilder b, String key, String value) {
        b.append(key).append(':').append(value).append('\n');
    }

    @Override
    public void end(boolean commit) {
        for (Path p : exported) {
            try {
                Files.deleteIfExists(p);
            } catch (IOException e) {
                // it is refused from now on all the same
                cx.reporter()
                        .warning(
                                SqlState.IO_ERROR,
                                "could not unlink file \"" + p.getFileName() + "\": " + e.getMessage());
            }
        }
        exported.clear();
    }

    // ---------------------------------------------------------------- import

    /** SET TRANSACTION SNAPSHOT. */
    void adopt(String id) {
        Txn txn = cx.txn();
        Transactions t = txn.transactions();
        if (txn.snapshots().firstSet() || t.topXidIfAny() != 0 || t.nestLevel() > 1) {
            throw new SqlError(
                    SqlState.ACTIVE_SQL_TRANSACTION, "SET TRANSACTION SNAPSHOT must be called before any query");
        }
        if (!t.usesTransactionSnapshot()) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "a snapshot-importing transaction must have isolation level SERIALIZABLE or REPEATABLE READ");
        }
        Map<String, List<String>> f = read(id);
        String[] vxid = one(f, "vxid").split("/", 2);
        if (Integer.parseUnsignedInt(one(f, "dbid")) != cx.catalog().databaseOid()) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot import a snapshot from a different database");
        }
        boolean there = txn.snapshots()
                .adopt(
                        Integer.parseUnsignedInt(one(f, "xmin")),
                        Integer.parseUnsignedInt(one(f, "xmax")),
                        xids(f, "xip"),
                        xids(f, "sxp"),
                        one(f, "sof").equals("1"),
                        Integer.parseInt(vxid[0]) - 1,
                        Integer.parseUnsignedInt(vxid[1]));
        if (!there) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "could not import the requested snapshot")
                    .detail("The source process with PID " + one(f, "pid") + " is not running anymore.");
        }
    }

    private static SqlError invalid(String id) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid snapshot identifier: \"" + id + "\"");
    }

    private Map<String, List<String>> read(String id) {
        for (int i = 0; i < id.length(); i++) {
            if ("0123456789ABCDEF-".indexOf(id.charAt(i)) < 0) {
                throw invalid(id);
            }
        }
        Map<String, List<String>> fields = new HashMap<>();
        try {
            Path file = cx.dataDirectory().resolve(DIRECTORY).resolve(id);
            if (id.isEmpty() || !Files.isRegularFile(file)) {
                throw invalid(id);
            }
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                int colon = line.indexOf(':');
                if (colon < 0) {
                    throw damaged(id);
                }
                fields.computeIfAbsent(line.substring(0, colon), k -> new ArrayList<>())
                        .add(line.substring(colon + 1));
            }
        } catch (IOException e) {
            throw invalid(id);
        }
        for (String key : new String[] {"vxid", "pid", "dbid", "xmin", "xmax", "sof"}) {
            if (!fields.containsKey(key)) {
                throw damaged(id);
            }
        }
        return fields;
    }

    private static SqlError damaged(String id) {
        return new SqlError(
                SqlState.INVALID_TEXT_REPRESENTATION, "invalid snapshot data in file \"" + DIRECTORY + "/" + id + "\"");
    }

    private static String one(Map<String, List<String>> f, String key) {
        return f.getOrDefault(key, List.of("")).get(0);
    }

    private static int[] xids(Map<String, List<String>> f, String key) {
        List<String> l = f.getOrDefault(key, List.of());
        int[] x = new int[l.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = Integer.parseUnsignedInt(l.get(i));
        }
        return x;
    }
}
