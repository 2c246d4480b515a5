package org.hathi.planner.tree;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range table entry. Which fields count depends on {@code rtekind}. Column sets hold attribute numbers + 7
 * ({@link #ATTR_OFFSET}), so that system columns and whole rows (0) fit.
 */
public final class RangeTblEntry implements Node {
    /** Added to an attribute number in selectedCols, insertedCols, updatedCols (FirstLowInvalidHeapAttributeNumber). */
    public static final int ATTR_OFFSET = 7;

    /** Bits of requiredPerms. */
    public static final int ACL_INSERT = 1;

    public static final int ACL_SELECT = 1 << 1;
    public static final int ACL_UPDATE = 1 << 2;
    public static final int ACL_DELETE = 1 << 3;

    public RteKind rtekind;

    // RELATION
    public int relid;
    public char relkind;
    public int rellockmode;
    public @Nullable TableSampleClause tablesample;

    // SUBQUERY
    public @Nullable Query subquery;
    public boolean securityBarrier;

    // JOIN: joinaliasvars has one expression per output column (null in a list: dropped column)
    public JoinType jointype = JoinType.INNER;
    public int joinmergedcols;
    public List<@Nullable Expr> joinaliasvars = List.of();
    public int[] joinleftcols = {};
    public int[] joinrightcols = {};
    public @Nullable Alias joinUsingAlias;

    // FUNCTION
    public List<RangeTblFunction> functions = List.of();
    public boolean funcordinality;

    // VALUES
    public List<List<Expr>> valuesLists = List.of();

    // Planner only, RESULT: valuesLists holds one expression that is computed below an outer join, of these relations
    public int[] phrels = {};
    /** Planner only, SUBQUERY that is UNION ALL: entries of its arms; valuesLists holds the columns of each. */
    public int[] unionArms = {};

    // CTE
    public @Nullable String ctename;
    public int ctelevelsup;
    public boolean selfReference;

    // VALUES, CTE, NAMEDTUPLESTORE, TABLEFUNC: types of the columns
    public int[] coltypes = {};
    public int[] coltypmods = {};
    public int[] colcollations = {};

    // NAMEDTUPLESTORE (transition tables)
    public @Nullable String enrname;
    public double enrtuples;

    public @Nullable Alias alias;
    public Alias eref = NO_NAMES;
    public boolean lateral;
    public boolean inh;
    public boolean inFromCl;
    public int requiredPerms;
    public int checkAsUser;
    public BitSet selectedCols = new BitSet();
    public BitSet insertedCols = new BitSet();
    public BitSet updatedCols = new BitSet();
    public BitSet extraUpdatedCols = new BitSet();
    public List<Expr> securityQuals = List.of();

    private static final Alias NO_NAMES = new Alias("", List.of());

    public RangeTblEntry(RteKind rtekind) {
        this.rtekind = rtekind;
    }

    /** The entry's own range table has been put behind {@code offset} entries of another. */
    public void move(int offset) {
        phrels = moved(phrels, offset);
        unionArms = moved(unionArms, offset);
    }

    private static int[] moved(int[] entries, int offset) {
        int[] out = entries.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += offset;
        }
        return out;
    }

    /** A copy; lists, expressions and the subquery are shared, column sets are cloned. */
    public RangeTblEntry copy() {
        RangeTblEntry r = new RangeTblEntry(rtekind);
        r.relid = relid;
        r.relkind = relkind;
        r.rellockmode = rellockmode;
        r.tablesample = tablesample;
        r.subquery = subquery;
        r.securityBarrier = securityBarrier;
        r.jointype = jointype;
        r.joinmergedcols = joinmergedcols;
        r.joinaliasvars = joinaliasvars;
        r.joinleftcols = joinleftcols;
        r.joinrightcols = joinrightcols;
        r.joinUsingAlias = joinUsingAlias;
        r.functions = functions;
        r.funcordinality = funcordinality;
        r.valuesLists = valuesLists;
        r.phrels = phrels;
        r.unionArms = unionArms;
        r.ctename = ctename;
        r.ctelevelsup = ctelevelsup;
        r.selfReference = selfReference;
        r.coltypes = coltypes;
        r.coltypmods = coltypmods;
        r.colcollations = colcollations;
        r.enrname = enrname;
        r.enrtuples = enrtuples;
        r.alias = alias;
        r.eref = eref;
        r.lateral = lateral;
        r.inh = inh;
        r.inFromCl = inFromCl;
        r.requiredPerms = requiredPerms;
        r.checkAsUser = checkAsUser;
        r.selectedCols = (BitSet) selectedCols.clone();
        r.insertedCols = (BitSet) insertedCols.clone();
        r.updatedCols = (BitSet) updatedCols.clone();
        r.extraUpdatedCols = (BitSet) extraUpdatedCols.clone();
        r.securityQuals = securityQuals;
        return r;
    }
}
