package org.hathi.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.server.auth.HbaFile;
import org.hathi.shm.Region;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;
import org.jspecify.annotations.Nullable;

/**
 * The flat image of roles, memberships, databases and their settings in shared memory: all the postmaster knows of the
 * catalogs. Written by the startup process and by every commit that changed pg_authid, pg_auth_members, pg_database or
 * pg_db_role_setting.
 *
 * <p>LAYOUT of the region: change count (int, odd while written), length (int), bytes from offset 16. Writers
 * exclude each other by a heavyweight lock ({@link FlatRefresh}); readers copy and try again when the count
 * was odd or moved. A writer that dies leaves it odd: the next writer makes it even again, and readers keep their old
 * copy.
 */
public final class FlatRoles implements HbaFile.Members {
    public static final String REGION = "Flat Roles";
    private static final long SIZE = 4L << 20;
    private static final int DATA = 16;

    /** A role; {@code validUntil} in microseconds since 2000-01-01, {@code Long.MAX_VALUE} for no limit. */
    public record Role(
            int oid,
            String name,
            boolean superuser,
            boolean canLogin,
            boolean replication,
            int connectionLimit,
            @Nullable String verifier,
            long validUntil) {}

    /** A database; {@code connect} holds the roles granted CONNECT, 0 standing for everybody. */
    public record Database(
            int oid,
            String name,
            int tablespace,
            int owner,
            boolean allowConnections,
            int connectionLimit,
            int[] connect) {}

    /** {@code name=value} of ALTER DATABASE/ROLE SET; 0 = all. */
    public record Default(int database, int role, String setting) {}

    private final Map<String, Role> roles = new HashMap<>();
    private final Map<Integer, Role> rolesByOid = new HashMap<>();
    private final Map<String, Database> databases = new HashMap<>();
    private final Map<Integer, List<Integer>> memberOf = new HashMap<>();
    private final List<Default> defaults;
    private final List<int[]> memberships;

    /** @param memberships pairs (role, member) */
    public FlatRoles(List<Role> roles, List<int[]> memberships, List<Database> databases, List<Default> defaults) {
        for (Role r : roles) {
            this.roles.put(r.name, r);
            rolesByOid.put(r.oid, r);
        }
        for (Database d : databases) {
            this.databases.put(d.name, d);
        }
        for (int[] m : memberships) {
            memberOf.computeIfAbsent(m[1], k -> new ArrayList<>()).add(m[0]);
        }
        this.memberships = memberships;
        this.defaults = defaults;
    }

    public static RegionSpec spec() {
        return RegionSpec.zeroed(REGION, SIZE);
    }

    public @Nullable Role role(String name) {
        return roles.get(name);
    }

    public @Nullable Database database(String name) {
        return databases.get(name);
    }

    /** Name of the bootstrap superuser (oid 10), {@code postgres} if it is not known. */
    public String superuserName() {
        Role r = rolesByOid.get(10);
        return r == null ? "postgres" : r.name;
    }

    /** Settings for a session, weakest first: all, database, role, role in database. */
    public List<Default> defaultsFor(int database, int role) {
        List<Default> list = new ArrayList<>();
        int[][] order = {{0, 0}, {database, 0}, {0, role}, {database, role}};
        for (int[] o : order) {
            for (Default d : defaults) {
                if (d.database == o[0] && d.role == o[1]) {
                    list.add(d);
                }
            }
        }
        return list;
    }

    @Override
    public boolean isMember(String user, String role) {
        Role u = roles.get(user);
        Role r = roles.get(role);
        return u != null && r != null && (u.oid == r.oid || ancestors(u.oid).contains(r.oid));
    }

    private Set<Integer> ancestors(int oid) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> todo = new ArrayList<>(memberOf.getOrDefault(oid, List.of()));
        while (!todo.isEmpty()) {
            Integer next = todo.removeLast();
            if (seen.add(next)) {
                todo.addAll(memberOf.getOrDefault(next, List.of()));
            }
        }
        return seen;
    }

    /** Whether the role may connect to the database (CONNECT privilege). */
    public boolean mayConnect(Role role, Database database) {
        if (role.superuser || role.oid == database.owner) {
            return true;
        }
        Set<Integer> up = ancestors(role.oid);
        for (int grantee : database.connect) {
            if (grantee == 0 || grantee == role.oid || up.contains(grantee)) {
                return true;
            }
        }
        return up.contains(database.owner);
    }

    /** Writes the image; throws 54000 when it does not fit. */
    public void write(Segment segment) {
        byte[] bytes = encode();
        Region r = segment.region(REGION);
        if (bytes.length > r.size() - DATA) {
            throw new SqlError(SqlState.PROGRAM_LIMIT_EXCEEDED, "too many roles and databases for shared memory");
        }
        MemorySegment m = segment.memory();
        int count = Mem.intAcquire(m, r.offset());
        Mem.intVolatile(m, r.offset(), count | 1);
        VarHandle.fullFence();
        Mem.put32(m, r.offset() + 4, bytes.length);
        Mem.copy(bytes, 0, m, r.offset() + DATA, bytes.length);
        Mem.intRelease(m, r.offset(), (count | 1) + 1);
    }

    /** The change count: moves with every write; 0 before the first. */
    public static int version(Segment segment) {
        return Mem.intAcquire(segment.memory(), segment.region(REGION).offset());
    }

    /** A consistent copy, or null while there is none. */
    public static @Nullable FlatRoles read(Segment segment) {
        MemorySegment m = segment.memory();
        Region r = segment.region(REGION);
        for (int i = 0; i < 100_000; i++) {
            int before = version(segment);
            if ((before & 1) == 0) {
                int n = Mem.i32(m, r.offset() + 4);
                if (before == 0 || n <= 0 || n > r.size()) {
                    return null;
                }
                byte[] b = new byte[n];
                Mem.copy(m, r.offset() + DATA, b, 0, n);
                VarHandle.acquireFence();
                if (version(segment) == before) {
                    return decode(b);
                }
            }
            Thread.onSpinWait();
        }
        return null;
    }

    private byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream o = new DataOutputStream(bytes)) {
            o.writeInt(roles.size());
            for (Role r : roles.values()) {
                o.writeInt(r.oid);
                o.writeUTF(r.name);
                o.writeByte((r.superuser ? 1 : 0)
                        | (r.canLogin ? 2 : 0)
                        | (r.replication ? 4 : 0)
                        | (r.verifier != null ? 8 : 0));
                o.writeInt(r.connectionLimit);
                o.writeUTF(r.verifier == null ? "" : r.verifier);
                o.writeLong(r.validUntil);
            }
            o.writeInt(memberships.size());
            for (int[] p : memberships) {
                o.writeInt(p[0]);
                o.writeInt(p[1]);
            }
            o.writeInt(databases.size());
            for (Database d : databases.values()) {
                o.writeInt(d.oid);
                o.writeUTF(d.name);
                o.writeInt(d.tablespace);
                o.writeInt(d.owner);
                o.writeBoolean(d.allowConnections);
                o.writeInt(d.connectionLimit);
                o.writeInt(d.connect.length);
                for (int g : d.connect) {
                    o.writeInt(g);
                }
            }
            o.writeInt(defaults.size());
            for (Default d : defaults) {
                o.writeInt(d.database);
                o.writeInt(d.role);
                o.writeUTF(d.setting);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static FlatRoles decode(byte[] b) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(b))) {
            List<Role> roles = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                int oid = in.readInt();
                String name = in.readUTF();
                int f = in.readByte();
                int limit = in.readInt();
                String verifier = in.readUTF();
                roles.add(new Role(
                        oid,
                        name,
                        (f & 1) != 0,
                        (f & 2) != 0,
                        (f & 4) != 0,
                        limit,
                        (f & 8) != 0 ? verifier : null,
                        in.readLong()));
            }
            List<int[]> members = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                members.add(new int[] {in.readInt(), in.readInt()});
            }
            List<Database> databases = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                int oid = in.readInt();
                String name = in.readUTF();
                int tablespace = in.readInt();
                int owner = in.readInt();
                boolean allow = in.readBoolean();
                int limit = in.readInt();
                int[] connect = new int[in.readInt()];
                for (int i = 0; i < connect.length; i++) {
                    connect[i] = in.readInt();
                }
                databases.add(new Database(oid, name, tablespace, owner, allow, limit, connect));
            }
            List<Default> defaults = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                defaults.add(new Default(in.readInt(), in.readInt(), in.readUTF()));
            }
            return new FlatRoles(roles, members, databases, defaults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
