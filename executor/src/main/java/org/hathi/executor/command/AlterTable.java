package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableStmt;
import org.jspecify.annotations.Nullable;

/**
 * ALTER TABLE (INDEX, VIEW, SEQUENCE, TYPE) in three phases. Prepare: each action is checked, found its pass, and
 * handed to the children it concerns ({@link AlterPrep}). Execute: the catalogs are changed, pass by pass over all
 * tables ({@link AlterExec}). Finish: a table is rewritten once if anything asks for it, else scanned once if anything
 * has to be verified ({@link AlterRewrite}); foreign keys are verified last.
 */
final class AlterTable {
    final Ddl ddl;
    final Commands commands;
    final int lockMode;
    final List<AlterWork> queue = new ArrayList<>();

    AlterTable(Ddl ddl, Commands commands, int lockMode) {
        this.ddl = ddl;
        this.commands = commands;
        this.lockMode = lockMode;
    }

    static void run(Ddl ddl, Commands commands, AlterTableStmt s) {
        int mode = AlterLocks.of(s.cmds());
        ClassInfo c = ddl.lockIfAny(s.relation(), mode);
        if (c == null) {
            if (!s.missingOk()) {
                throw ddl.missing(s.relation());
            }
            ddl.notice("relation \"" + s.relation().relname() + "\" does not exist, skipping");
            return;
        }
        ddl.checkOwner(c);
        checkKind(ddl, c, s.objtype(), "");
        ddl.checkNotInUse(c, "ALTER TABLE");
        AlterTable a = new AlterTable(ddl, commands, mode);
        AlterPrep prep = new AlterPrep(a);
        for (AlterTableCmd cmd : s.cmds()) {
            prep.prepare(c.oid(), cmd, s.relation().inh(), false);
        }
        a.execute();
        new AlterRewrite(a).finish();
    }

    /** The table's work list, made when it is first asked for. */
    AlterWork work(int table) {
        for (AlterWork w : queue) {
            if (w.table == table) {
                return w;
            }
        }
        ClassInfo c = ddl.info(table);
        AlterWork w = new AlterWork(table, c.kind(), ddl.catalog.openRelation(table, 0));
        queue.add(w);
        return w;
    }

    private void execute() {
        AlterExec exec = new AlterExec(this);
        for (int pass = 0; pass < AlterWork.PASSES; pass++) {
            // both lists may grow meanwhile
            for (int i = 0; i < queue.size(); i++) {
                AlterWork w = queue.get(i);
                List<AlterWork.Step> steps = w.passes.get(pass);
                boolean any = !steps.isEmpty();
                for (int k = 0; k < steps.size(); k++) {
                    exec.run(w, steps.get(k), pass);
                    ddl.increment();
                }
                DependentObjects d = w.dependents;
                if (any && pass == AlterWork.ALTER_TYPE && d != null) {
                    d.dropAndQueue(this, w);
                }
            }
        }
        for (AlterWork w : queue) {
            if ((w.kind == 'r' || w.kind == 'm') && ddl.catalog.relation(w.table) != null) {
                TableCreator.toastIfNeeded(ddl, w.table);
            }
        }
    }

    /** 42809 unless a relation is of the kind that ALTER names. */
    static void checkKind(Ddl ddl, ClassInfo c, ObjectType type, String action) {
        String want =
                switch (type) {
                    case SEQUENCE -> c.kind() == 'S' ? null : "a sequence";
                    case VIEW -> c.kind() == 'v' ? null : "a view";
                    case MATVIEW -> c.kind() == 'm' ? null : "a materialized view";
                    case FOREIGN_TABLE -> c.kind() == 'f' ? null : "a foreign table";
                    case TYPE -> c.kind() == 'c' ? null : "a composite type";
                    case INDEX -> c.kind() == 'i' || c.kind() == 'I' || action.equals("RENAME") ? null : "an index";
                    default -> null;
                };
        if (want != null) {
            throw ddl.wrongKind(c, want);
        }
        if (type != ObjectType.TYPE && c.kind() == 'c') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is a composite type")
                    .hint("Use ALTER TYPE instead.");
        }
        if (action.equals("SET SCHEMA") && (c.kind() == 'i' || c.kind() == 'I' || c.kind() == 't')) {
            String what = c.kind() == 't' ? "TOAST table" : "index";
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot change schema of " + what + " \"" + c.name() + "\"")
                    .hint("Change the schema of the table instead.");
        }
    }

    /** The constraint or column a message names; never null. */
    static String text(@Nullable String s) {
        return String.valueOf(s);
    }
}
