package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * GRANT and REVOKE on an acl (aclupdate). An acl holds at most one item per (grantee, grantor); an item without
 * privileges is removed. Privileges whose grant option is revoked take along what their holder granted on (CASCADE) or
 * stop it (RESTRICT).
 */
public final class AclChange {
    private static final int GRANT_SHIFT = 16;
    private static final int ALL = 0xFFFF;

    private final Acl acl;
    private final int owner;

    /** @param owner of the object; holds all grant options */
    public AclChange(Acl acl, int owner) {
        this.acl = acl;
        this.owner = owner;
    }

    /** Adds privileges. 0LP01 when it would make a circle of grant options. */
    public AclItem[] grant(AclItem[] items, int grantee, int grantor, int privileges, boolean grantOption) {
        int bits = privileges | (grantOption ? privileges << GRANT_SHIFT : 0);
        if (grantee != 0 && grantOption) {
            checkCircularity(items, grantee, grantor, bits);
        }
        List<AclItem> out = new ArrayList<>(List.of(items));
        int at = find(out, grantee, grantor);
        if (at < 0) {
            out.add(new AclItem(grantee, grantor, bits));
        } else {
            AclItem old = out.get(at);
            out.set(at, new AclItem(grantee, grantor, old.privileges() | bits));
        }
        return clean(out);
    }

    /**
     * Takes privileges away; with {@code grantOptionOnly}, only the right to grant them on.
     *
     * @throws SqlError 2BP01 when others depend on them and {@code cascade} is false
     */
    public AclItem[] revoke(
            AclItem[] items, int grantee, int grantor, int privileges, boolean grantOptionOnly, boolean cascade) {
        int bits = grantOptionOnly ? privileges << GRANT_SHIFT : privileges | privileges << GRANT_SHIFT;
        List<AclItem> out = new ArrayList<>(List.of(items));
        int at = find(out, grantee, grantor);
        if (at < 0) {
            return items;
        }
        AclItem old = out.get(at);
        int now = old.privileges() & ~bits;
        out.set(at, new AclItem(grantee, grantor, now));
        AclItem[] result = clean(out);
        int lost = (old.privileges() & ~now) >>> GRANT_SHIFT;
        return grantee == 0 || lost == 0 ? result : recursiveRevoke(result, grantee, lost, cascade);
    }

    /** What {@code holder} granted on without still having the grant option goes too. */
    private AclItem[] recursiveRevoke(AclItem[] start, int holder, int lost, boolean cascade) {
        if (holder == owner) {
            return start;
        }
        int still = acl.mask(ObjectKind.TABLE, start, owner, holder, lost << GRANT_SHIFT) >>> GRANT_SHIFT;
        int gone = lost & ~still;
        AclItem[] items = start;
        boolean again = gone != 0;
        while (again) {
            again = false;
            for (AclItem i : items) {
                if (i.grantor() == holder && (i.privileges() & ALL & gone) != 0) {
                    if (!cascade) {
                        throw new SqlError(SqlState.DEPENDENT_OBJECTS_STILL_EXIST, "dependent privileges exist")
                                .hint("Use CASCADE to revoke them too.");
                    }
                    items = revoke(items, i.grantee(), holder, i.privileges() & ALL & gone, false, true);
                    again = true;
                    break;
                }
            }
        }
        return items;
    }

    /**
     * Nobody may get a grant option, even indirectly, from himself: without his grants the grantor must still have it.
     */
    private void checkCircularity(AclItem[] items, int grantee, int grantor, int bits) {
        if (grantor == owner) {
            return;
        }
        AclItem[] without = items;
        boolean again = true;
        while (again) {
            again = false;
            for (AclItem i : without) {
                if (i.grantee() == grantee && (i.privileges() >>> GRANT_SHIFT) != 0) {
                    without = revoke(without, grantee, i.grantor(), i.privileges() >>> GRANT_SHIFT, true, true);
                    again = true;
                    break;
                }
            }
        }
        int wanted = bits & ALL << GRANT_SHIFT;
        if (acl.mask(ObjectKind.TABLE, without, owner, grantor, wanted) != wanted) {
            throw new SqlError(
                    SqlState.INVALID_GRANT_OPERATION, "grant options cannot be granted back to your own grantor");
        }
    }

    private static int find(List<AclItem> items, int grantee, int grantor) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).grantee() == grantee && items.get(i).grantor() == grantor) {
                return i;
            }
        }
        return -1;
    }

    private static AclItem[] clean(List<AclItem> items) {
        items.removeIf(i -> i.privileges() == 0);
        return items.toArray(new AclItem[0]);
    }

    /**
     * On whose behalf {@code role} grants (select_best_grantor): the owner if it has his privileges, else a role it
     * belongs to that has the most of the grant options.
     *
     * @return grantor oid in the high half, the grant options it has (as plain privilege bits) in the low half
     */
    public long bestGrantor(AclItem @Nullable [] items, ObjectKind kind, int role, int privileges) {
        if (acl.hasPrivilegesOf(role, owner)) {
            return (long) owner << 32 | privileges & 0xFFFFFFFFL;
        }
        int wanted = privileges << GRANT_SHIFT;
        int best = role;
        int bestOptions = acl.mask(kind, items, owner, role, wanted) >>> GRANT_SHIFT;
        AclItem[] all = items == null ? Acl.defaults(kind, owner) : items;
        for (AclItem i : all) {
            int options = i.privileges() >>> GRANT_SHIFT & privileges;
            if (i.grantee() != 0
                    && Integer.bitCount(options) > Integer.bitCount(bestOptions)
                    && acl.hasPrivilegesOf(role, i.grantee())) {
                best = i.grantee();
                bestOptions = options;
            }
        }
        return (long) best << 32 | bestOptions & 0xFFFFFFFFL;
    }

    /**
     * The acl after its object changed hands: what the old owner granted is now granted by the new one (aclnewowner).
     */
    public static AclItem[] newOwner(AclItem[] items, int oldOwner, int newOwner) {
        List<AclItem> out = new ArrayList<>();
        for (AclItem i : items) {
            int grantee = i.grantee() == oldOwner ? newOwner : i.grantee();
            int grantor = i.grantor() == oldOwner ? newOwner : i.grantor();
            int at = find(out, grantee, grantor);
            if (at < 0) {
                out.add(new AclItem(grantee, grantor, i.privileges()));
            } else {
                out.set(at, new AclItem(grantee, grantor, out.get(at).privileges() | i.privileges()));
            }
        }
        return clean(out);
    }
}
