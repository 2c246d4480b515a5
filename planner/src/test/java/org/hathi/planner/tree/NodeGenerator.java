package org.hathi.planner.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes, out of the table of nodes ({@code src/main/tree/nodes.txt}), the classes that list every field of every
 * expression: plain code, so that nothing is looked up when it runs.
 */
final class NodeGenerator {
    private static final Set<String> HASHED =
            Set.of("int", "oid", "datum", "expr", "opt", "list", "nulls", "whens", "subplans");
    private static final Set<String> CHILDREN =
            Set.of("expr", "opt", "list", "nulls", "targets", "whens", "subplans", "query");
    private static final Set<String> VALUES =
            Set.of("int", "oid", "bool", "char", "double", "document", "str", "strs", "ints", "oids", "datum", "nodes");

    /** A field; {@code kind} is a word of the table or the name of an enumeration. */
    private record Field(String kind, String name, String text, boolean compared, boolean written) {
        boolean isEnum() {
            return !isChild() && !VALUES.contains(kind);
        }

        boolean isChild() {
            return CHILDREN.contains(kind);
        }

        String of(String e) {
            return e + "." + name + "()";
        }
    }

    private record Node(String name, String text, boolean unread, boolean byHand, boolean located, List<Field> fields) {
        List<Field> children() {
            return fields.stream().filter(Field::isChild).toList();
        }
    }

    private final List<Node> nodes = new ArrayList<>();

    NodeGenerator(List<String> lines) {
        StringBuilder b = new StringBuilder();
        for (String l : lines) {
            if (!l.startsWith("#") && !l.isBlank()) {
                b.append(l.startsWith(" ") ? " " : "\n").append(l.strip());
            }
        }
        for (String l : b.toString().strip().split("\n")) {
            nodes.add(node(l));
        }
    }

    private static Node node(String line) {
        String[] head = line.substring(0, line.indexOf(':')).split(" ");
        String flag = head.length > 2 ? head[2] : "";
        List<Field> fields = new ArrayList<>();
        boolean located = false;
        for (String f : line.substring(line.indexOf(':') + 1).split(",")) {
            String[] w = f.strip().split(" ");
            if (w[0].equals("loc")) {
                located = true;
                continue;
            }
            String name = w[1].replaceAll("[!=-].*", "");
            String rest = w[1].substring(name.length());
            String text = rest.contains("=") ? rest.substring(rest.indexOf('=') + 1) : name;
            fields.add(new Field(w[0], name, text, !rest.startsWith("!"), !rest.endsWith("-")));
        }
        return new Node(head[0], head[1], flag.equals("unread"), flag.equals("byhand"), located, fields);
    }

    /** File name → text, not formatted. */
    Map<String, String> files() {
        Map<String, String> m = new TreeMap<>();
        m.put("TreeEquals.java", equality());
        m.put("TreeHash.java", hash());
        m.put("ExprWriter.java", writer());
        m.put("ExprReader.java", reader());
        m.put("ExprMutator.java", mutator());
        m.put("ExprWalker.java", walker());
        return m;
    }

    private static StringBuilder start(String doc, String declaration, String... imports) {
        StringBuilder b = new StringBuilder("package org.hathi.planner.tree;\n\n");
        for (String i : imports) {
            b.append("import ").append(i).append(";\n");
        }
        return b.append("\n/**\n * ")
                .append(doc)
                .append("\n *\n * <p>Written by NodeGenerator out of nodes.txt.\n */\n")
                .append(declaration)
                .append(" {\n");
    }

    private interface Case {
        String of(Node n);
    }

    private void cases(StringBuilder b, String variable, Case c) {
        for (Node n : nodes) {
            b.append("case ")
                    .append(n.name)
                    .append(' ')
                    .append(variable)
                    .append(" -> ")
                    .append(c.of(n))
                    .append(";\n");
        }
    }

    // Equality and hash.

    private String equality() {
        StringBuilder b = start(
                "Equality of expressions, ignoring locations and syntactic names, as PostgreSQL's equal().",
                "final class TreeEquals",
                "java.util.Arrays",
                "java.util.Objects",
                "org.jspecify.annotations.Nullable");
        b.append("""
                private TreeEquals() {}

                private static boolean datum(@Nullable Object a, @Nullable Object b) {
                    return a instanceof byte[] x && b instanceof byte[] y ? Arrays.equals(x, y) : Objects.equals(a, b);
                }

                private static boolean query(Query a, Query b) {
                    return a == b || NodeText.sameQuery(a, b);
                }

                static boolean same(Expr l, Expr r) {
                    if (l == r) {
                        return true;
                    }
                    return switch (l) {
                """);
        cases(b, "a", n -> "r instanceof " + n.name + " b && same" + n.name + "(a, b)");
        b.append("};\n}\n\n");
        for (Node n : nodes) {
            List<String> terms = new ArrayList<>();
            n.fields.stream().filter(Field::compared).forEach(f -> terms.add(sameTerm(f)));
            b.append("private static boolean same")
                    .append(n.name)
                    .append('(')
                    .append(n.name)
                    .append(" a, ")
                    .append(n.name)
                    .append(" b) {\nreturn ")
                    .append(String.join(" && ", terms))
                    .append(";\n}\n\n");
        }
        return b.append("}\n").toString();
    }

    private String hash() {
        StringBuilder b = start(
                "Hash codes of expressions, of fields that take part in equality.",
                "final class TreeHash",
                "java.util.Arrays",
                "java.util.List",
                "java.util.Objects",
                "org.jspecify.annotations.Nullable");
        b.append("""
                private TreeHash() {}

                private static int object(@Nullable Object o) {
                    return o instanceof byte[] b ? Arrays.hashCode(b) : Objects.hashCode(o);
                }

                private static int list(List<?> l) {
                    return l.hashCode();
                }

                static int hash(Expr node) {
                    return switch (node) {
                """);
        cases(b, "e", n -> "hash" + n.name + "(e)");
        b.append("};\n}\n\n");
        for (int i = 0; i < nodes.size(); i++) {
            Node n = nodes.get(i);
            b.append("private static int hash")
                    .append(n.name)
                    .append('(')
                    .append(n.name)
                    .append(" e) {\nint h = ")
                    .append(i)
                    .append(";\n");
            for (Field f : n.fields) {
                if (f.compared && (HASHED.contains(f.kind) || f.isEnum())) {
                    b.append("h = 31 * h + ").append(hashTerm(f)).append(";\n");
                }
            }
            b.append("return h;\n}\n\n");
        }
        return b.append("}\n").toString();
    }

    private static String sameTerm(Field f) {
        String a = f.of("a");
        String b = f.of("b");
        return switch (f.kind) {
            case "ints", "oids" -> "Arrays.equals(" + a + ", " + b + ")";
            case "opt", "str" -> "Objects.equals(" + a + ", " + b + ")";
            case "datum" -> "datum(" + a + ", " + b + ")";
            case "query" -> "query(" + a + ", " + b + ")";
            case "expr", "list", "nulls", "targets", "whens", "subplans", "nodes", "strs" -> a + ".equals(" + b + ")";
            default -> a + " == " + b;
        };
    }

    private static String hashTerm(Field f) {
        return switch (f.kind) {
            case "int", "oid" -> f.of("e");
            case "expr" -> f.of("e") + ".hashCode()";
            case "list", "nulls", "whens", "subplans" -> "list(" + f.of("e") + ")";
            case "opt", "datum" -> "object(" + f.of("e") + ")";
            default -> f.of("e") + ".ordinal()";
        };
    }

    // Node text.

    private static String byHand(Node n) {
        return n.name.equals("Const") ? "constant" : Character.toLowerCase(n.name.charAt(0)) + n.name.substring(1);
    }

    private String writer() {
        StringBuilder b = start(
                "Writes expressions as node text: field after field, in PostgreSQL's order.",
                "abstract class ExprWriter extends NodeOutput");
        b.append("final void expr(Expr node) {\nswitch (node) {\n");
        cases(b, "e", n -> (n.byHand ? byHand(n) : "write" + n.name) + "(e)");
        b.append("}\nout.append('}');\n}\n\n");
        for (Node n : nodes) {
            if (n.byHand) {
                continue;
            }
            b.append("private void write")
                    .append(n.name)
                    .append('(')
                    .append(n.name)
                    .append(" e) {\nout.append(\"{")
                    .append(n.text)
                    .append("\");\n");
            n.fields.stream().filter(Field::written).forEach(f -> b.append(writeCall(f))
                    .append(";\n"));
            b.append(n.located ? "location(e.location());\n}\n\n" : "}\n\n");
        }
        return b.append("}\n").toString();
    }

    private static String writeCall(Field f) {
        String args = "(\"" + f.text + "\", " + f.of("e") + ")";
        return switch (f.kind) {
            case "int" -> "integer" + args;
            case "oid", "bool", "ints", "oids" -> f.kind + args;
            case "char" -> "character" + args;
            case "double" -> "number" + args;
            case "document" -> "integer(\"" + f.text + "\", " + f.of("e") + " ? 0 : 1)";
            case "str" -> "string" + args;
            case "strs" -> "strings" + args;
            case "expr", "opt", "query" -> "node" + args;
            case "list", "nulls", "targets", "whens", "subplans", "nodes" -> "nodes" + args;
            default -> "integer(\"" + f.text + "\", " + f.of("e") + ".ordinal())";
        };
    }

    private String reader() {
        StringBuilder b = start(
                "Reads expressions from node text: field after field, in the order they are written.",
                "abstract class ExprReader extends NodeInput",
                "java.util.function.IntUnaryOperator",
                "org.jspecify.annotations.Nullable");
        b.append("ExprReader(String text, IntUnaryOperator arrayTypeOf) {\nsuper(text, arrayTypeOf);\n}\n\n")
                .append("@Override\nfinal @Nullable Expr expr(String name) {\nreturn switch (name) {\n");
        for (Node n : nodes) {
            if (!n.unread) {
                b.append("case \"")
                        .append(n.text)
                        .append("\" -> ")
                        .append(n.byHand ? byHand(n) : "read" + n.name)
                        .append("();\n");
            }
        }
        b.append("default -> null;\n};\n}\n\n");
        for (Node n : nodes) {
            if (n.byHand || n.unread) {
                continue;
            }
            List<String> args = new ArrayList<>();
            n.fields.forEach(f -> args.add(readCall(f)));
            if (n.located) {
                args.add("integer(\"location\")");
            }
            b.append("private ")
                    .append(n.name)
                    .append(" read")
                    .append(n.name)
                    .append("() {\nreturn new ")
                    .append(n.name)
                    .append('(')
                    .append(String.join(", ", args))
                    .append(");\n}\n\n");
        }
        return b.append("}\n").toString();
    }

    private static String readCall(Field f) {
        String arg = "(\"" + f.text + "\")";
        return switch (f.kind) {
            case "int" -> "integer" + arg;
            case "oid", "bool" -> f.kind + arg;
            case "ints", "oids" -> "ints" + arg;
            case "char" -> "character" + arg;
            case "double" -> "number" + arg;
            case "document" -> "integer" + arg + " == 0";
            case "str" -> "string" + arg;
            case "strs" -> "strings" + arg;
            case "expr" -> "need" + arg;
            case "opt" -> "opt" + arg;
            case "list", "nulls", "targets", "whens", "subplans", "nodes" -> "nodes" + arg;
            default -> f.kind + ".of(integer" + arg + ")";
        };
    }

    // Children.

    private String mutator() {
        StringBuilder b = start(
                "Rebuilds an expression whose children changed; what becomes of a child is {@link TreeMutator}'s"
                        + " business.",
                "abstract class ExprMutator",
                "java.util.List",
                "org.jspecify.annotations.Nullable");
        b.append("""
                abstract Expr mutate(Expr e);

                abstract Query mutateQuery(Query q);

                abstract @Nullable Expr opt(@Nullable Expr e);

                abstract List<Expr> list(List<Expr> l);

                abstract List<@Nullable Expr> nullables(List<@Nullable Expr> l);

                abstract List<TargetEntry> targets(List<TargetEntry> l);

                abstract List<CaseWhen> whens(List<CaseWhen> l);

                abstract List<SubPlan> subplans(List<SubPlan> l);

                /** Rebuilds an expression with its direct children mutated. */
                public final Expr mutateChildren(Expr node) {
                    return switch (node) {
                """);
        cases(b, "e", n -> n.children().isEmpty() ? "e" : "in" + n.name + "(e)");
        b.append("};\n}\n\n");
        for (Node n : nodes) {
            if (n.children().isEmpty()) {
                continue;
            }
            b.append("private Expr in")
                    .append(n.name)
                    .append('(')
                    .append(n.name)
                    .append(" e) {\n");
            List<String> same = new ArrayList<>();
            for (Field f : n.children()) {
                b.append(childType(f))
                        .append(' ')
                        .append(f.name)
                        .append(" = ")
                        .append(mutateCall(f))
                        .append(";\n");
                same.add(f.name + " == " + f.of("e"));
            }
            List<String> args = new ArrayList<>();
            n.fields.forEach(f -> args.add(f.isChild() ? f.name : f.of("e")));
            if (n.located) {
                args.add("e.location()");
            }
            b.append("return ")
                    .append(String.join(" && ", same))
                    .append(" ? e : new ")
                    .append(n.name)
                    .append('(')
                    .append(String.join(", ", args))
                    .append(");\n}\n\n");
        }
        return b.append("}\n").toString();
    }

    private static String childType(Field f) {
        return switch (f.kind) {
            case "list" -> "List<Expr>";
            case "nulls" -> "List<@Nullable Expr>";
            case "targets" -> "List<TargetEntry>";
            case "whens" -> "List<CaseWhen>";
            case "subplans" -> "List<SubPlan>";
            case "query" -> "Query";
            default -> "Expr";
        };
    }

    private static String mutateCall(Field f) {
        String arg = "(" + f.of("e") + ")";
        return switch (f.kind) {
            case "expr" -> "mutate" + arg;
            case "query" -> "mutateQuery" + arg;
            case "nulls" -> "nullables" + arg;
            default -> f.kind + arg;
        };
    }

    private String walker() {
        StringBuilder b = start(
                "The children of every expression; what is done with them is {@link TreeWalker}'s business.",
                "abstract class ExprWalker",
                "java.util.List",
                "org.jspecify.annotations.Nullable");
        b.append("""
                abstract boolean visit(Expr e);

                abstract boolean visitQuery(Query q);

                abstract boolean walk(@Nullable Expr e);

                abstract boolean walk(List<? extends @Nullable Expr> l);

                abstract boolean walkTargets(List<TargetEntry> l);

                abstract boolean walkWhens(List<CaseWhen> l);

                /** Visits the direct children of an expression. */
                public final boolean walkChildren(Expr node) {
                    return switch (node) {
                """);
        cases(b, "e", n -> {
            List<String> calls = new ArrayList<>();
            n.children().forEach(f -> calls.add(walkCall(f)));
            return calls.isEmpty() ? "false" : String.join(" || ", calls);
        });
        return b.append("};\n}\n}\n").toString();
    }

    private static String walkCall(Field f) {
        String arg = "(" + f.of("e") + ")";
        return switch (f.kind) {
            case "expr" -> "visit" + arg;
            case "query" -> "visitQuery" + arg;
            case "targets" -> "walkTargets" + arg;
            case "whens" -> "walkWhens" + arg;
            default -> "walk" + arg;
        };
    }
}
