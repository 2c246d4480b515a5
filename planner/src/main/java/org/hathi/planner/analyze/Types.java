package org.hathi.planner.analyze;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeInfo;

/** Type names to oids and modifiers (parse_type), and questions about types. */
public final class Types {
    /** A type with its modifier (−1 = none). */
    public record TypeMod(int oid, int typmod) {}

    private Types() {}

    /** Resolves a type name; 42704 when there is no such type. */
    public static TypeMod resolve(ParseState ps, TypeName n) {
        int oid = lookup(ps, n);
        if (oid == 0) {
            throw ps.error(SqlState.UNDEFINED_OBJECT, "type \"" + nameText(n) + "\" does not exist", n.location());
        }
        TypeInfo t = ps.type(oid);
        if (isShell(t)) {
            throw ps.error(SqlState.UNDEFINED_OBJECT, "type \"" + nameText(n) + "\" is only a shell", n.location());
        }
        return new TypeMod(oid, n.typmods().isEmpty() ? -1 : typmod(ps, n, t));
    }

    /** Is this a name without a type yet? */
    public static boolean isShell(TypeInfo t) {
        return t.type() == 'p' && t.input().equals("shell_in");
    }

    /** A type's name as it was written. */
    public static String nameText(TypeName n) {
        String s = String.join(".", n.names());
        return n.arrayBounds().isEmpty() ? s : s + "[]";
    }

    /** Oid of the type, or 0. */
    public static int lookup(ParseState ps, TypeName n) {
        int oid;
        List<String> names = n.names();
        if (n.pctType()) {
            oid = columnType(ps, n);
        } else if (names.size() == 1) {
            oid = 0;
            for (int ns : ps.lookup.searchPath()) {
                oid = ps.lookup.typeInNamespace(names.get(0), ns);
                if (oid != 0) {
                    break;
                }
            }
        } else {
            String schema = names.get(names.size() - 2);
            if (names.size() > 3) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR,
                        "improper qualified name (too many dotted names): " + String.join(".", names),
                        n.location());
            }
            int ns = ps.usableNamespace(schema, n.location());
            if (ns == 0) {
                throw ps.error(SqlState.UNDEFINED_SCHEMA, "schema \"" + schema + "\" does not exist", n.location());
            }
            oid = ps.lookup.typeInNamespace(names.get(names.size() - 1), ns);
        }
        if (oid != 0 && !n.arrayBounds().isEmpty()) {
            oid = ps.type(oid).array();
        }
        return oid;
    }

    private static int columnType(ParseState ps, TypeName n) {
        List<String> names = n.names();
        int k = names.size();
        if (k < 2) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "improper %TYPE reference (too few dotted names): " + names.get(0),
                    n.location());
        }
        String column = names.get(k - 1);
        int rel = k == 2
                ? ps.lookup.relationInPath(names.get(0))
                : ps.lookup.relationInNamespace(names.get(k - 2), ps.usableNamespace(names.get(k - 3), n.location()));
        String relName = String.join(".", names.subList(0, k - 1));
        if (rel == 0) {
            throw ps.error(SqlState.UNDEFINED_TABLE, "relation \"" + relName + "\" does not exist", n.location());
        }
        TupleDesc d = ps.lookup.columns(rel);
        int i = d.indexOf(column);
        if (i < 0) {
            throw ps.error(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + column + "\" of relation \"" + relName + "\" does not exist",
                    n.location());
        }
        return d.get(i).typeOid();
    }

    private static int typmod(ParseState ps, TypeName n, TypeInfo t) {
        TypeInfo el = t.isArray() ? ps.type(t.elem()) : t;
        String in = t.modIn();
        if (in.isEmpty()) {
            throw ps.error(
                    SqlState.SYNTAX_ERROR,
                    "type modifier is not allowed for type \"" + nameText(n) + "\"",
                    n.location());
        }
        int[] mods = new int[n.typmods().size()];
        for (int i = 0; i < mods.length; i++) {
            mods[i] = modifier(ps, n, n.typmods().get(i));
        }
        try {
            return TypeModifiers.in(el.modIn(), mods);
        } catch (SqlError e) {
            throw e.position(ps.pos(n.location()));
        }
    }

    private static int modifier(ParseState ps, TypeName n, RawExpr e) {
        if (e instanceof RawExpr.AConst c) {
            if (c.val() instanceof Value.Int i) {
                return i.ival();
            }
            String s = c.val() == null ? null : Value.text(c.val());
            if (s != null) {
                try {
                    return Integer.parseInt(s.trim());
                } catch (NumberFormatException x) {
                    throw ps.error(
                            SqlState.INVALID_TEXT_REPRESENTATION,
                            "invalid input syntax for type integer: \"" + s + "\"",
                            n.location());
                }
            }
        }
        if (e instanceof RawExpr.ColumnRef r && r.fields().size() == 1) {
            throw ps.error(
                    SqlState.INVALID_TEXT_REPRESENTATION,
                    "invalid input syntax for type integer: \"" + r.fields().get(0) + "\"",
                    n.location());
        }
        throw ps.error(SqlState.SYNTAX_ERROR, "type modifiers must be simple constants or identifiers", n.location());
    }

    /** The type below any domains. */
    static int baseType(ParseState ps, int oid) {
        TypeInfo t = ps.types().typeIfAny(oid);
        while (t != null && t.type() == 'd') {
            oid = t.baseType();
            t = ps.types().typeIfAny(oid);
        }
        return oid;
    }

    /** Base type with the modifier the domain gives it; {@code typmod} applies if the type is no domain. */
    static TypeMod baseTypeMod(ParseState ps, int oid, int typmod) {
        TypeInfo t = ps.type(oid);
        while (t.type() == 'd') {
            oid = t.baseType();
            typmod = t.typmod();
            t = ps.type(oid);
        }
        return new TypeMod(oid, typmod);
    }

    /** Element type of a true array type, else 0. */
    static int elementType(ParseState ps, int oid) {
        TypeInfo t = ps.types().typeIfAny(oid);
        return t != null && t.isArray() ? t.elem() : 0;
    }

    static int arrayType(ParseState ps, int oid) {
        return ps.type(oid).array();
    }

    /** get_promoted_array_type: the array type of an element, or the array type itself. */
    static int promotedArrayType(ParseState ps, int oid) {
        TypeInfo t = ps.type(oid);
        return t.array() != 0 ? t.array() : t.isArray() ? oid : 0;
    }

    static boolean isComplex(ParseState ps, int oid) {
        TypeInfo t = ps.types().typeIfAny(oid);
        return t != null && t.type() != 'd' ? t.relid() != 0 : t != null && isComplex(ps, baseType(ps, oid));
    }

    /** Relation behind a composite type (or a domain over one), 0 if not composite. */
    static int relationOf(ParseState ps, int oid) {
        TypeInfo t = ps.types().typeIfAny(baseType(ps, oid));
        return t == null ? 0 : t.relid();
    }

    static boolean isCollatable(ParseState ps, int oid) {
        return ps.type(oid).collation() != 0;
    }

    static int collationOf(ParseState ps, int oid) {
        return ps.type(oid).collation();
    }

    static boolean isPolymorphic(int t) {
        return isFamily1(t) || isFamily2(t);
    }

    static boolean isFamily1(int t) {
        return switch (t) {
            case Oids.ANYELEMENT, Oids.ANYARRAY, Oids.ANYNONARRAY, Oids.ANYENUM, Oids.ANYRANGE, Oids.ANYMULTIRANGE ->
                true;
            default -> false;
        };
    }

    static boolean isFamily2(int t) {
        return switch (t) {
            case Oids.ANYCOMPATIBLE,
                    Oids.ANYCOMPATIBLEARRAY,
                    Oids.ANYCOMPATIBLENONARRAY,
                    Oids.ANYCOMPATIBLERANGE,
                    Oids.ANYCOMPATIBLEMULTIRANGE -> true;
            default -> false;
        };
    }

    /** Resolves a collation name; 42704 when there is none. */
    public static int collation(ParseState ps, List<String> name, int location) {
        int k = name.size();
        String coll = name.get(k - 1);
        if (k > 1) {
            int ns = ps.usableNamespace(name.get(k - 2), location);
            if (ns == 0) {
                throw ps.error(
                        SqlState.UNDEFINED_SCHEMA, "schema \"" + name.get(k - 2) + "\" does not exist", location);
            }
            int oid = ps.lookup.collationInNamespace(coll, ns);
            if (oid != 0) {
                return oid;
            }
        } else {
            for (int ns : ps.lookup.searchPath()) {
                int oid = ps.lookup.collationInNamespace(coll, ns);
                if (oid != 0) {
                    return oid;
                }
            }
        }
        throw ps.error(
                SqlState.UNDEFINED_OBJECT,
                "collation \"" + String.join(".", name) + "\" for encoding \"UTF8\" does not exist",
                location);
    }
}
