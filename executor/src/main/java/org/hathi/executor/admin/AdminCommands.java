package org.hathi.executor.admin;

import org.hathi.base.SqlError;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.command.Commands;
import org.hathi.executor.session.CommandTags;
import org.hathi.executor.session.Session;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.UtilityStmt;
import org.jspecify.annotations.Nullable;

/** Dispatch of administration statements to the class that runs each. */
public final class AdminCommands {
    private AdminCommands() {}

    /**
     * Runs a statement.
     *
     * @param commands finds the objects that statements name
     * @param topLevel false inside a function
     * @return the command tag when it differs from the usual one
     */
    public static @Nullable String run(
            Session session, Commands commands, Statement s, String sql, boolean topLevel, ResultSink out) {
        Admin a = new Admin(session, sql, topLevel);
        switch (s) {
            case TableStmt.VacuumStmt v -> new VacuumCommand(a, commands).run(v);
            case TableStmt.LockStmt l -> new SmallCommands(a).lock(l);
            case UtilityStmt.CheckPointStmt c -> new SmallCommands(a).checkpoint();
            case UtilityStmt.ConstraintsSetStmt c -> new SmallCommands(a).setConstraints(c);
            case ObjectStmt.CommentStmt c -> comment(a, commands, c, sql);
            case RoleStmt.CreateRoleStmt r -> new RoleCommands(a).create(r);
            case RoleStmt.AlterRoleStmt r -> new RoleCommands(a).alter(r);
            case RoleStmt.DropRoleStmt r -> new RoleCommands(a).drop(r);
            case RoleStmt.GrantRoleStmt r -> new RoleCommands(a).grant(r);
            case RoleStmt.CreatedbStmt d -> new Databases(a).create(d);
            case RoleStmt.DropdbStmt d -> new Databases(a).drop(d);
            case RoleStmt.AlterDatabaseStmt d -> new Databases(a).alter(d);
            case ObjectStmt.RenameStmt r
            when r.renameType() == ObjectType.DATABASE -> new Databases(a).rename(databaseName(r), r.newname());
            case TableStmt.ReindexStmt r -> new Reindex(a, commands).run(r);
            case RoleStmt.GrantStmt g -> new Grants(a, commands, g).run();
            case RoleStmt.AlterDefaultPrivilegesStmt d -> new DefaultPrivilegesCommand(a).run(d);
            case RoleStmt.AlterSystemStmt x -> new AlterSystem(a).run(x);
            case RoleStmt.DropOwnedStmt d -> new OwnedObjects(a, commands).drop(d, out::notice);
            case RoleStmt.ReassignOwnedStmt d -> new OwnedObjects(a, commands).reassign(d);
            case TableStmt.ClusterStmt c -> new ClusterCommand(a, commands).run(c);
            case RoleStmt.AlterRoleSetStmt r -> new RoleSettings(a).role(r);
            case RoleStmt.AlterDatabaseSetStmt d -> new RoleSettings(a).database(d);
            default -> throw SqlError.unsupported(CommandTags.of(s));
        }
        return null;
    }

    private static void comment(Admin a, Commands commands, ObjectStmt.CommentStmt c, String sql) {
        if (c.objtype() == ObjectType.DATABASE
                && c.object() instanceof ObjectName.QualifiedName q
                && a.catalog.databaseByName(q.names().get(0)) == null) {
            // a dump names the database it came from
            a.report(
                    org.hathi.base.Severity.WARNING,
                    org.hathi.base.SqlState.UNDEFINED_DATABASE,
                    "database \"" + q.names().get(0) + "\" does not exist");
            return;
        }
        new Comments(a).set(c.objtype(), c.object(), commands.resolve(c.objtype(), c.object(), sql), c.comment());
    }

    private static String databaseName(ObjectStmt.RenameStmt r) {
        if (r.object() instanceof ObjectName.QualifiedName q) {
            return q.names().get(q.names().size() - 1);
        }
        String n = r.subname();
        return n == null ? "" : n;
    }
}
