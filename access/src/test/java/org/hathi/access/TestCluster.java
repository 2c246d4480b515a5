package org.hathi.access;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.hathi.shm.ShmRegions;
import org.hathi.storage.CheckpointParticipant;
import org.hathi.storage.DataDirectory;
import org.hathi.storage.Recovery;
import org.hathi.storage.Storage;
import org.hathi.storage.StorageOptions;
import org.hathi.testkit.PgPrograms;
import org.hathi.txn.Txn;
import org.hathi.txn.TxnContext;
import org.hathi.txn.TxnLog;
import org.hathi.txn.TxnRedo;
import org.hathi.types.Attribute;
import org.hathi.types.BuiltinTypes;
import org.hathi.types.Comparator;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeOps;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.WalBootstrap;
import org.hathi.wal.WalOptions;

/** A cluster in one JVM: real log, storage and transactions over a private segment; threads are backends. */
final class TestCluster {
    static final int DB = 5;
    private static final int MB = 1 << 20;
    private static final int PROCS = 12;

    final Path dir;
    private final Segment segment;
    private final StorageOptions options = new StorageOptions();
    private final WalOptions walOptions = new WalOptions();
    final Session first;

    static void create(Path dir) throws Exception {
        WalOptions o = new WalOptions();
        o.fsync = false;
        DataDirectory.createLayout(dir, false);
        java.nio.file.Files.createDirectories(dir.resolve("base/" + DB));
        ControlFile c = WalBootstrap.privateControlFile();
        c.initialise(7711163474688753739L, MB, 1, new byte[32]);
        CheckPoint p = new CheckPoint();
        p.nextXid = 700;
        p.nextOid = 16384;
        p.nextMulti = 1;
        p.oldestXid = 3;
        p.oldestXidDb = 1;
        p.oldestMulti = 1;
        p.oldestMultiDb = 1;
        p.fullPageWrites = true;
        WalBootstrap.create(dir, c, p, o, 1_700_000_000L);
    }

    TestCluster(Path dir, boolean fresh) {
        this.dir = dir;
        options.fsync = false;
        walOptions.fsync = false;
        List<RegionSpec> specs = new ArrayList<>(ShmRegions.forTests(PROCS));
        specs.addAll(Storage.regions(2000, 64, PROCS, MB));
        specs.addAll(Txn.regions(PROCS, 2000, 8));
        segment = Segment.local(specs);
        Session s = new Session(this);
        Recovery r = new Recovery(s.storage, PgClock.SYSTEM, Interrupts.NONE);
        for (ResourceManager m : new TxnRedo(s.txn, f -> {}).managers()) {
            r.register(m);
        }
        r.register(new HeapRedo(s.storage.pool(), s.storage.vm(), s.storage.fsm()));
        r.register(new Heap2Redo(s.storage.pool(), s.storage.vm(), s.storage.fsm()));
        r.register(new BtreeRedo());
        if (fresh) {
            s.txn.bootstrap();
        }
        r.run(new Participant(s.txn), null);
        s.storage.checkpoints().becomeCheckpointer();
        first = s;
    }

    private record Participant(Txn txn) implements CheckpointParticipant {
        @Override
        public void fill(CheckPoint c, boolean shutdown) {
            c.nextXid = txn.xids().nextFullXid();
            c.nextOid = txn.xids().nextOidForCheckpoint(shutdown);
            c.nextMulti = txn.multixact().nextMulti();
            c.oldestXid = 3;
            c.oldestXidDb = 1;
            c.oldestMulti = 1;
            c.oldestMultiDb = 1;
        }

        @Override
        public void flush(int flags) {
            txn.checkpoint();
        }

        @Override
        public void restore(CheckPoint c) {
            txn.xids().initialize(c.nextXid, c.nextOid, c.oldestXid, c.oldestXidDb, 200_000_000);
            txn.multixact().initialize(c.nextMulti, c.nextMultiOffset, c.oldestMulti, c.oldestMultiDb);
            txn.startupBeforeRedo();
        }

        @Override
        public void sawXid(int xid) {
            txn.xids().advancePast(xid);
        }

        @Override
        public void endRecovery() {
            txn.startupAfterRedo();
        }
    }

    /** A copy of the data directory as a crash now would leave it. */
    Path crash(Session s) throws java.io.IOException {
        s.storage.wal().flush(s.storage.wal().insertLsn());
        Path copy = java.nio.file.Files.createTempDirectory("hathi-access");
        try (java.util.stream.Stream<Path> all = java.nio.file.Files.walk(dir)) {
            for (Path f : (Iterable<Path>) all::iterator) {
                Path to = copy.resolve(dir.relativize(f).toString());
                if (java.nio.file.Files.isDirectory(f)) {
                    java.nio.file.Files.createDirectories(to);
                } else {
                    java.nio.file.Files.copy(f, to);
                }
            }
        }
        return copy;
    }

    /** What PostgreSQL's pg_waldump says of the log; empty when it is not installed. */
    static String waldump(Path d) throws Exception {
        if (!PgPrograms.has("pg_waldump")) {
            return "";
        }
        List<String> segments = new ArrayList<>();
        try (java.util.stream.Stream<Path> list = java.nio.file.Files.list(d.resolve("pg_wal"))) {
            list.map(p -> p.getFileName().toString())
                    .filter(n -> n.length() == 24)
                    .sorted()
                    .forEach(segments::add);
        }
        return PgPrograms.output(
                "pg_waldump", "-p", d.resolve("pg_wal").toString(), segments.get(0), segments.getLast());
    }

    Session session() {
        return new Session(this);
    }

    /** A backend. Relations are descriptions shared by name; each session has its own Relation objects. */
    static final class Session implements RelationSource {
        final Storage storage;
        final Txn txn;
        final Access access;
        final Map<Integer, Relation> relations = new HashMap<>();
        final Map<Integer, List<Relation>> indexes = new ConcurrentHashMap<>();

        Session(TestCluster c) {
            Proc me = Proc.acquire(c.segment, ProcRole.BACKEND, 1);
            me.setDatabase(DB);
            storage = new Storage(
                    me,
                    c.dir,
                    c.walOptions,
                    c.options,
                    r -> {
                        if (r.message().contains("page")) System.out.println(r.message() + " " + r.detail());
                    },
                    PgClock.SYSTEM);
            txn = new Txn(new TxnContext(me, TxnLog.of(storage.wal()), c.dir, PgClock.SYSTEM, r -> {}));
            access = new Access(
                    new Access.Parts(
                            me,
                            storage.pool(),
                            storage.wal(),
                            storage.fsm(),
                            storage.vm(),
                            storage.smgr(),
                            this,
                            Interrupts.NONE),
                    txn,
                    DB);
        }

        void begin() {
            txn.block().startCommand();
            txn.block().begin();
            txn.block().commitCommand();
            txn.block().startCommand();
        }

        void commit() {
            txn.block().commit(false);
            txn.block().commitCommand();
        }

        void rollback() {
            txn.block().rollback(false);
            txn.block().commitCommand();
        }

        int cid() {
            return txn.transactions().commandId(true);
        }

        void next() {
            txn.transactions().commandCounterIncrement();
        }

        @Override
        public Relation relation(int oid) {
            Relation r = relations.get(oid);
            if (r == null) {
                throw new IllegalStateException("no relation " + oid);
            }
            return r;
        }

        @Override
        public List<Relation> indexes(Relation rel) {
            return indexes.getOrDefault(rel.oid, List.of());
        }

        void createFile(Relation r) {
            storage.files().create(r.node, Fork.MAIN, true);
        }

        /** Registers table t(a int4, b text, c int8) with a toast table; the same oids in every session. */
        Relation table(int oid) {
            TupleDesc d = new TupleDesc(column("a", 1, 23), column("b", 2, 25), column("c", 3, 20));
            Relation t = new Relation(oid, new RelFileNode(1663, DB, oid), "public", "t", 'r', 'p', d, null);
            t.toastOid = oid + 1;
            TupleDesc td = new TupleDesc(
                    column("chunk_id", 1, 26), column("chunk_seq", 2, 23), plain(column("chunk_data", 3, 17)));
            Relation toast = new Relation(
                    oid + 1, new RelFileNode(1663, DB, oid + 1), "pg_toast", "pg_toast_" + oid, 't', 'p', td, null);
            Relation ti = index(oid + 2, toast, "pg_toast_index", true, 1, 2);
            relations.put(oid, t);
            relations.put(oid + 1, toast);
            indexes.put(oid + 1, List.of(ti));
            return t;
        }

        void createTable(Relation t) {
            createFile(t);
            createFile(relation(t.toastOid));
            Relation ti = indexes.get(t.toastOid).get(0);
            createFile(ti);
            access.btree().buildEmpty(ti);
        }

        Relation index(int oid, Relation heap, String name, boolean unique, int... columns) {
            Attribute[] atts = new Attribute[columns.length];
            String[] support = new String[columns.length];
            Comparator[] comparators = new Comparator[columns.length];
            if (heap.indexedColumns == null) {
                heap.indexedColumns = new boolean[heap.desc.size()];
            }
            for (int i = 0; i < columns.length; i++) {
                Attribute a = heap.desc.get(columns[i] - 1);
                atts[i] = a;
                heap.indexedColumns[columns[i] - 1] = true;
                support[i] = switch (a.typeOid()) {
                    case 23 -> "btint4cmp";
                    case 25 -> "bttextcmp";
                    case 26 -> "btoidcmp";
                    default -> "btint8cmp";
                };
                comparators[i] = TypeOps.of(new BuiltinTypes(), a.typeOid(), a.collation())
                        .comparator();
            }
            IndexInfo info = IndexInfo.simple(oid, heap.oid, columns, support, comparators, unique);
            info.formatter = (idx, v) -> "(a)=(" + v[0] + ")";
            Relation r = new Relation(
                    oid, new RelFileNode(1663, DB, oid), "public", name, 'i', 'p', new TupleDesc(atts), info);
            relations.put(oid, r);
            return r;
        }

        private static Attribute column(String name, int n, int type) {
            return Attribute.of(name, n, new BuiltinTypes().type(type), -1);
        }

        private static Attribute plain(Attribute a) {
            return new Attribute(
                    a.name(),
                    a.typeOid(),
                    a.typmod(),
                    a.len(),
                    a.byVal(),
                    a.align(),
                    'p',
                    a.compression(),
                    false,
                    false,
                    false,
                    null,
                    '\0',
                    '\0',
                    false,
                    a.collation(),
                    a.attnum(),
                    0);
        }
    }
}
