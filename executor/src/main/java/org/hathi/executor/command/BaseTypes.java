package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.TypeCreator;
import org.hathi.catalog.TypeRow;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.ObjectStmt.DefineStmt;
import org.hathi.parser.tree.Value;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * CREATE TYPE name, which makes a shell that functions can be declared over, and CREATE TYPE name (INPUT = …), which
 * makes a type of the shell. Only superusers may: input and output functions must fit the form that is declared.
 */
final class BaseTypes {
    private final Ddl ddl;
    private final TypeFunctions functions;

    BaseTypes(Ddl ddl) {
        this.ddl = ddl;
        this.functions = new TypeFunctions(ddl);
    }

    /** The options of the statement, defaults where nothing was said. */
    private static final class Wanted {
        int length = -1;
        boolean byValue;
        char align = 'i';
        char storage = 'p';
        char category = 'U';
        boolean preferred;
        char delimiter = ',';
        int element;
        boolean collatable;

        @Nullable
        String defaultText;
    }

    void create(DefineStmt s) {
        SupportFunctions.superuserOnly(ddl, "create a base type");
        String name = s.defnames().get(s.defnames().size() - 1);
        int ns = ddl.creationNamespace(s.defnames());
        TypeRow old = ddl.catalog.typeByName(name, ns);
        if (old != null && old.defined()) {
            new TypeRows(ddl).checkFree(name, ns);
            old = null;
        }
        if (s.definition().isEmpty()) {
            if (old != null) {
                throw TypeRows.exists(name);
            }
            new TypeRows(ddl).shell(name, ns);
            return;
        }
        if (old == null) {
            throw new SqlError(SqlState.DUPLICATE_OBJECT, "type \"" + name + "\" does not exist")
                    .hint(
                            "Create the type as a shell type, then create its I/O functions, then do a full CREATE TYPE.");
        }
        Wanted o = new Wanted();
        List<DefElem> named = collect(s.definition());
        options(named, o);
        fill(name, ns, old, o, functionsOf(named, old.info().oid()));
    }

    // ---------------------------------------------------------------------------------------------------- options

    /** The attributes known, LIKE first; warns of others, refuses those given twice. */
    private List<DefElem> collect(List<DefElem> l) {
        List<DefElem> out = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (DefElem d : l) {
            String n = d.defname().equals("analyse") ? "analyze" : d.defname();
            switch (n) {
                case "like",
                        "internallength",
                        "input",
                        "output",
                        "receive",
                        "send",
                        "typmod_in",
                        "typmod_out",
                        "analyze",
                        "subscript",
                        "category",
                        "preferred",
                        "delimiter",
                        "element",
                        "default",
                        "passedbyvalue",
                        "alignment",
                        "storage",
                        "collatable" -> {
                    if (!seen.add(n)) {
                        throw ddl.error(SqlState.SYNTAX_ERROR, "conflicting or redundant options", d.location());
                    }
                    out.add(n.equals("like") ? 0 : out.size(), d);
                }
                default ->
                    ddl.reporter.report(new Report(
                                    Severity.WARNING,
                                    SqlState.SYNTAX_ERROR,
                                    "type attribute \"" + d.defname() + "\" not recognized")
                            .position(ddl.position(d.location())));
            }
        }
        return out;
    }

    private void options(List<DefElem> l, Wanted o) {
        for (DefElem d : l) {
            switch (d.defname()) {
                case "like" -> {
                    TypeInfo t = ddl.catalog.type(
                            ddl.unplacedExprs().type(Options.type(d)).oid());
                    o.length = t.len();
                    o.byValue = t.byVal();
                    o.align = t.align();
                    o.storage = t.storage();
                }
                case "internallength" -> o.length = length(d);
                case "category" -> o.category = category(Options.string(d));
                case "preferred" -> o.preferred = Options.bool(d);
                case "delimiter" -> o.delimiter = Options.string(d).charAt(0);
                case "element" -> o.element = element(d);
                case "default" -> o.defaultText = Options.string(d);
                case "passedbyvalue" -> o.byValue = Options.bool(d);
                case "alignment" -> o.align = alignment(Options.string(d));
                case "storage" -> o.storage = storage(Options.string(d));
                case "collatable" -> o.collatable = Options.bool(d);
                default -> {
                    // one of the functions
                }
            }
        }
    }

    private static int length(DefElem d) {
        if (d.arg() instanceof Value.Int i) {
            return i.ival();
        }
        String t = Options.text(d);
        if (t.equalsIgnoreCase("variable")) {
            return -1;
        }
        throw new SqlError(SqlState.SYNTAX_ERROR, "invalid argument for " + d.defname() + ": \"" + t + "\"");
    }

    private static char category(String s) {
        char c = s.isEmpty() ? 0 : s.charAt(0);
        if (c < 32 || c > 126) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE, "invalid type category \"" + s + "\": must be simple ASCII");
        }
        return c;
    }

    private int element(DefElem d) {
        int t = ddl.unplacedExprs().type(Options.type(d)).oid();
        if (ddl.catalog.type(t).type() == 'p') {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH, "array element type cannot be " + ddl.catalog.formatType(t, -1));
        }
        return t;
    }

    private static char alignment(String s) {
        return switch (s.toLowerCase(Locale.ROOT)) {
            case "double", "float8", "pg_catalog.float8" -> 'd';
            case "int4", "pg_catalog.int4" -> 'i';
            case "int2", "pg_catalog.int2" -> 's';
            case "char", "pg_catalog.bpchar" -> 'c';
            default -> throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "alignment \"" + s + "\" not recognized");
        };
    }

    static char storage(String s) {
        return switch (s.toLowerCase(Locale.ROOT)) {
            case "plain" -> 'p';
            case "external" -> 'e';
            case "extended" -> 'x';
            case "main" -> 'm';
            default -> throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "storage \"" + s + "\" not recognized");
        };
    }

    // -------------------------------------------------------------------------------------------------- functions

    private TypeFunctions.Found functionsOf(List<DefElem> l, int type) {
        DefElem in = Options.find(l, "input");
        DefElem out = Options.find(l, "output");
        DefElem modIn = Options.find(l, "typmod_in");
        DefElem modOut = Options.find(l, "typmod_out");
        if (in == null) {
            throw FamilyMembers.invalid("type input function must be specified");
        }
        if (out == null) {
            throw FamilyMembers.invalid("type output function must be specified");
        }
        if (modIn == null && modOut != null) {
            throw FamilyMembers.invalid(
                    "type modifier output function is useless without a type modifier input function");
        }
        TypeFunctions.Found f = new TypeFunctions.Found();
        f.input = functions.input(Options.names(in), type);
        f.output = functions.output(Options.names(out), type);
        f.receive = functions.receive(Options.find(l, "receive"), type);
        f.send = functions.send(Options.find(l, "send"), type);
        f.modIn = functions.modIn(modIn);
        f.modOut = functions.modOut(modOut);
        DefElem analyze = Options.find(l, "analyze");
        f.analyze = functions.analyze(analyze != null ? analyze : Options.find(l, "analyse"));
        f.subscript = functions.subscript(Options.find(l, "subscript"));
        return f;
    }

    // ----------------------------------------------------------------------------------------------------- filling

    private static void need(boolean ok, String message) {
        if (!ok) {
            throw FamilyMembers.invalid(message);
        }
    }

    private static void checkForm(Wanted o) {
        need(o.length > 0 || o.length == -1 || o.length == -2, "invalid type internal size " + o.length);
        if (o.byValue) {
            char fits =
                    switch (o.length) {
                        case 1 -> 'c';
                        case 2 -> 's';
                        case 4 -> 'i';
                        case 8 -> 'd';
                        default -> 0;
                    };
            need(fits != 0, "internal size " + o.length + " is invalid for passed-by-value type");
            need(
                    fits == o.align,
                    "alignment \"" + o.align + "\" is invalid for passed-by-value type of size " + o.length);
        } else {
            need(
                    o.length != -1 || o.align == 'i' || o.align == 'd',
                    "alignment \"" + o.align + "\" is invalid for variable-length type");
            need(o.length != -2 || o.align == 'c', "alignment \"" + o.align + "\" is invalid for variable-length type");
        }
        need(o.storage == 'p' || o.length == -1, "fixed-size types must have storage PLAIN");
    }

    private void fill(String name, int ns, TypeRow shell, Wanted o, TypeFunctions.Found f) {
        int oid = shell.info().oid();
        int array = ddl.writer.newOid(PgType.RELATION);
        checkForm(o);
        if (!ddl.catalog.acl().owns(ObjectKind.TYPE, oid, ddl.role())) {
            ddl.catalog.acl().checkOwner(ObjectKind.TYPE, oid, ddl.role());
        }
        RowBuilder b = TypeCreator.typeRow(oid, name, ns, shell.owner(), 'b', o.category)
                .num(PgType.TYPLEN, o.length)
                .bool(PgType.TYPBYVAL, o.byValue)
                .bool(PgType.TYPISPREFERRED, o.preferred)
                .chr(PgType.TYPDELIM, o.delimiter)
                .oid(PgType.TYPSUBSCRIPT, f.subscript)
                .oid(PgType.TYPELEM, o.element)
                .oid(PgType.TYPINPUT, f.input)
                .oid(PgType.TYPOUTPUT, f.output)
                .oid(PgType.TYPRECEIVE, f.receive)
                .oid(PgType.TYPSEND, f.send)
                .oid(PgType.TYPMODIN, f.modIn)
                .oid(PgType.TYPMODOUT, f.modOut)
                .oid(PgType.TYPANALYZE, f.analyze)
                .chr(PgType.TYPALIGN, o.align)
                .chr(PgType.TYPSTORAGE, o.storage)
                .oid(PgType.TYPCOLLATION, o.collatable ? Oids.DEFAULT_COLLATION : 0)
                .text(PgType.TYPDEFAULT, o.defaultText);
        List<ObjectAddress> refs = new ArrayList<>();
        for (int p : f.all()) {
            if (p != 0) {
                refs.add(new ObjectAddress(PgProc.RELATION, p));
            }
        }
        if (o.element != 0) {
            refs.add(new ObjectAddress(PgType.RELATION, o.element));
        }
        CatalogRow row = ddl.writer.needByOid(PgType.RELATION, oid);
        new TypeRows(ddl).fill(row, b, array, ns);
        ddl.deps.recordAll(new ObjectAddress(PgType.RELATION, oid), refs, Dependencies.NORMAL);
        ddl.increment();
    }

    /** 42704 when the type is a shell. */
    static void notShell(Ddl ddl, int type, List<String> written) {
        TypeRow t = ddl.catalog.findType(type);
        if (t != null && !t.defined()) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "type \"" + String.join(".", written) + "\" is only a shell");
        }
    }
}
