package org.hathi.executor.modify;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.executor.ExecEnv;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Node;
import org.hathi.planner.tree.NodeText;

/** Expression lists stored in catalogs. */
final class ExprLists {
    private ExprLists() {}

    /** Reads the text of a list {@code ({…} {…})} or of a single node. */
    static List<Expr> read(String text) {
        List<Expr> out = new ArrayList<>();
        String t = text.strip();
        if (!t.startsWith("(")) {
            out.add((Expr) NodeText.read(t));
            return out;
        }
        int depth = 0;
        int from = -1;
        for (int i = 1; i < t.length(); i++) {
            char c = t.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                if (depth++ == 0) {
                    from = i;
                }
            } else if (c == '}' && --depth == 0) {
                Node n = NodeText.read(t.substring(from, i + 1));
                out.add((Expr) n);
            }
        }
        return out;
    }

    /** What an expression column of an index is called in messages. */
    static String keyName(ExecEnv env, Relation index, int column) {
        ExecEnv.ExpressionText text = env.expressionText;
        return text == null ? index.desc.get(column).name() : text.indexColumn(index.oid, column + 1);
    }
}
