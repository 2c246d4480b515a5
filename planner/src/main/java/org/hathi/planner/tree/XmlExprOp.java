package org.hathi.planner.tree;

/** Kind of an XmlExpr. Ordinals are the numbers of the node text. */
public enum XmlExprOp {
    IS_XMLCONCAT,
    IS_XMLELEMENT,
    IS_XMLFOREST,
    IS_XMLPARSE,
    IS_XMLPI,
    IS_XMLROOT,
    IS_XMLSERIALIZE,
    IS_DOCUMENT;

    private static final XmlExprOp[] CODES = values();

    /** The constant with this number. */
    public static XmlExprOp of(int code) {
        return CODES[code];
    }
}
