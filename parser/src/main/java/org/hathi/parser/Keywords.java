package org.hathi.parser;

import java.util.AbstractList;
import java.util.List;

/**
 * PostgreSQL 15's keywords: lookup, categories, and quoting of identifiers.
 *
 * <p>The table is one string constant, in the order of the codes in {@link Tok}; it is cut into words and hashed once,
 * when the class is loaded (some 10 µs).
 */
public final class Keywords {
    /** How a keyword may be used as a name. */
    public enum Category {
        UNRESERVED('U', "unreserved"),
        COL_NAME('C', "unreserved (cannot be function or type name)"),
        TYPE_FUNC_NAME('T', "reserved (can be function or type name)"),
        RESERVED('R', "reserved");

        private final char code;
        private final String description;

        Category(char code, String description) {
            this.code = code;
            this.description = description;
        }

        /** pg_get_keywords().catcode. */
        public char code() {
            return code;
        }

        /** pg_get_keywords().catdesc. */
        public String description() {
            return description;
        }
    }

    /** One row of pg_get_keywords(). */
    public record Keyword(String word, Category category, boolean bareLabel) {}

    static final byte UNRESERVED = 0;
    static final byte COL_NAME = 1;
    static final byte TYPE_FUNC_NAME = 2;
    static final byte RESERVED = 3;

    /** Each word is preceded by its category; a small letter means that it needs AS to be a label. */
    private static final String TABLE =
            "Uabort Uabsolute Uaccess Uaction Uadd Uadmin Uafter Uaggregate Rall Ualso Ualter Ualways "
                    + "Ranalyse Ranalyze Rand Rany rarray ras Rasc Uasensitive Uassertion Uassignment Rasymmetric Uat "
                    + "Uatomic Uattach Uattribute Tauthorization Ubackward Ubefore Ubegin Cbetween Cbigint Tbinary "
                    + "Cbit Cboolean Rboth Ubreadth Uby Ucache Ucall Ucalled Ucascade Ucascaded Rcase Rcast Ucatalog "
                    + "Uchain cchar ccharacter Ucharacteristics Rcheck Ucheckpoint Uclass Uclose Ucluster Ccoalesce "
                    + "Rcollate Tcollation Rcolumn Ucolumns Ucomment Ucomments Ucommit Ucommitted Ucompression "
                    + "Tconcurrently Uconfiguration Uconflict Uconnection Rconstraint Uconstraints Ucontent Ucontinue "
                    + "Uconversion Ucopy Ucost rcreate Tcross Ucsv Ucube Ucurrent Rcurrent_catalog Rcurrent_date "
                    + "Rcurrent_role Tcurrent_schema Rcurrent_time Rcurrent_timestamp Rcurrent_user Ucursor Ucycle "
                    + "Udata Udatabase uday Udeallocate Cdec Cdecimal Udeclare Rdefault Udefaults Rdeferrable "
                    + "Udeferred Udefiner Udelete Udelimiter Udelimiters Udepends Udepth Rdesc Udetach Udictionary "
                    + "Udisable Udiscard Rdistinct Rdo Udocument Udomain Udouble Udrop Ueach Relse Uenable Uencoding "
                    + "Uencrypted Rend Uenum Uescape Uevent rexcept Uexclude Uexcluding Uexclusive Uexecute Cexists "
                    + "Uexplain Uexpression Uextension Uexternal Cextract Rfalse Ufamily rfetch ufilter Ufinalize "
                    + "Ufirst Cfloat Ufollowing rfor Uforce Rforeign Uforward Tfreeze rfrom Tfull Ufunction "
                    + "Ufunctions Ugenerated Uglobal rgrant Ugranted Cgreatest rgroup Cgrouping Ugroups Uhandler "
                    + "rhaving Uheader Uhold uhour Uidentity Uif Tilike Uimmediate Uimmutable Uimplicit Uimport Rin "
                    + "Uinclude Uincluding Uincrement Uindex Uindexes Uinherit Uinherits Rinitially Uinline Tinner "
                    + "Cinout Uinput Uinsensitive Uinsert Uinstead Cint Cinteger rintersect Cinterval rinto Uinvoker "
                    + "Tis tisnull Uisolation Tjoin Ukey Ulabel Ulanguage Ularge Ulast Rlateral Rleading Uleakproof "
                    + "Cleast Tleft Ulevel Tlike rlimit Ulisten Uload Ulocal Rlocaltime Rlocaltimestamp Ulocation "
                    + "Ulock Ulocked Ulogged Umapping Umatch Umatched Umaterialized Umaxvalue Umerge Umethod uminute "
                    + "Uminvalue Umode umonth Umove Uname Unames Cnational Tnatural Cnchar Unew Unext Unfc Unfd Unfkc "
                    + "Unfkd Uno Cnone Cnormalize Unormalized Rnot Unothing Unotify tnotnull Unowait Rnull Cnullif "
                    + "Unulls Cnumeric Uobject Uof Uoff roffset Uoids Uold ron Ronly Uoperator Uoption Uoptions Ror "
                    + "rorder Uordinality Uothers Cout Touter uover toverlaps Coverlay Uoverriding Uowned Uowner "
                    + "Uparallel Uparameter Uparser Upartial Upartition Upassing Upassword Rplacing Uplans Upolicy "
                    + "Cposition Upreceding cprecision Uprepare Uprepared Upreserve Rprimary Uprior Uprivileges "
                    + "Uprocedural Uprocedure Uprocedures Uprogram Upublication Uquote Urange Uread Creal Ureassign "
                    + "Urecheck Urecursive Uref Rreferences Ureferencing Urefresh Ureindex Urelative Urelease Urename "
                    + "Urepeatable Ureplace Ureplica Ureset Urestart Urestrict Ureturn rreturning Ureturns Urevoke "
                    + "Tright Urole Urollback Urollup Uroutine Uroutines Crow Urows Urule Usavepoint Uschema Uschemas "
                    + "Uscroll Usearch usecond Usecurity Rselect Usequence Usequences Userializable Userver Usession "
                    + "Rsession_user Uset Csetof Usets Ushare Ushow Tsimilar Usimple Uskip Csmallint Usnapshot Rsome "
                    + "Usql Ustable Ustandalone Ustart Ustatement Ustatistics Ustdin Ustdout Ustorage Ustored Ustrict "
                    + "Ustrip Usubscription Csubstring Usupport Rsymmetric Usysid Usystem Rtable Utables Ttablesample "
                    + "Utablespace Utemp Utemplate Utemporary Utext Rthen Uties Ctime Ctimestamp rto Rtrailing "
                    + "Utransaction Utransform Ctreat Utrigger Ctrim Rtrue Utruncate Utrusted Utype Utypes Uuescape "
                    + "Uunbounded Uuncommitted Uunencrypted runion Runique Uunknown Uunlisten Uunlogged Uuntil "
                    + "Uupdate Ruser Rusing Uvacuum Uvalid Uvalidate Uvalidator Uvalue Cvalues Cvarchar Rvariadic "
                    + "uvarying Tverbose Uversion Uview Uviews Uvolatile Rwhen rwhere Uwhitespace rwindow rwith "
                    + "uwithin uwithout Uwork Uwrapper Uwrite Uxml Cxmlattributes Cxmlconcat Cxmlelement Cxmlexists "
                    + "Cxmlforest Cxmlnamespaces Cxmlparse Cxmlpi Cxmlroot Cxmlserialize Cxmltable uyear Uyes Uzone ";

    private static final int COUNT = 460;
    private static final int HASH_SIZE = 2048;
    private static final String[] WORDS = new String[COUNT];
    private static final byte[] CATEGORIES = new byte[COUNT];
    private static final boolean[] BARE = new boolean[COUNT];
    private static final short[] HASH = new short[HASH_SIZE];
    private static final int MAX_LENGTH = 17;

    static {
        int at = 0;
        for (int i = 0; i < COUNT; i++) {
            int end = TABLE.indexOf(' ', at);
            String word = TABLE.substring(at + 1, end);
            char c = TABLE.charAt(at);
            WORDS[i] = word;
            BARE[i] = c < 'a';
            CATEGORIES[i] = switch (c) {
                case 'U', 'u' -> UNRESERVED;
                case 'C', 'c' -> COL_NAME;
                case 'T', 't' -> TYPE_FUNC_NAME;
                default -> RESERVED;
            };
            int h = 0;
            for (int k = 0; k < word.length(); k++) {
                h = h * 31 + word.charAt(k);
            }
            int slot = slot(h);
            while (HASH[slot] != 0) {
                slot = (slot + 1) & (HASH_SIZE - 1);
            }
            HASH[slot] = (short) (i + 1);
            at = end + 1;
        }
    }

    private Keywords() {}

    private static int slot(int h) {
        return (h ^ h >>> 11) & (HASH_SIZE - 1);
    }

    /**
     * Finds a keyword in {@code s[from, to)}, comparing ASCII letters without case.
     *
     * @param hash the multiply-by-31 hash of the lower-cased characters
     * @return its token kind, or -1
     */
    static int lookup(char[] s, int from, int to, int hash) {
        int n = to - from;
        if (n > MAX_LENGTH || n < 2) {
            return -1;
        }
        for (int slot = slot(hash); HASH[slot] != 0; slot = (slot + 1) & (HASH_SIZE - 1)) {
            int i = HASH[slot] - 1;
            String w = WORDS[i];
            if (w.length() == n && same(w, s, from)) {
                return Tok.KEYWORD0 + i;
            }
        }
        return -1;
    }

    private static boolean same(String w, char[] s, int from) {
        for (int k = 0; k < w.length(); k++) {
            char c = s[from + k];
            if (c >= 'A' && c <= 'Z') {
                c += 'a' - 'A';
            }
            if (w.charAt(k) != c) {
                return false;
            }
        }
        return true;
    }

    private static int lookup(String word) {
        char[] s = word.toCharArray();
        return lookup(s, 0, s.length, word.hashCode());
    }

    /** The keyword's word, given its token kind. */
    static String word(int kind) {
        return WORDS[kind - Tok.KEYWORD0];
    }

    static byte category(int kind) {
        return CATEGORIES[kind - Tok.KEYWORD0];
    }

    static boolean bareLabel(int kind) {
        return BARE[kind - Tok.KEYWORD0];
    }

    /** Whether {@code word} (lower case) is a keyword of any category. */
    public static boolean isKeyword(String word) {
        return lookup(word) >= 0;
    }

    /** All keywords in alphabetical order. */
    public static List<Keyword> list() {
        return new AbstractList<>() {
            @Override
            public Keyword get(int i) {
                Category c =
                        switch (CATEGORIES[i]) {
                            case UNRESERVED -> Category.UNRESERVED;
                            case COL_NAME -> Category.COL_NAME;
                            case TYPE_FUNC_NAME -> Category.TYPE_FUNC_NAME;
                            default -> Category.RESERVED;
                        };
                return new Keyword(WORDS[i], c, BARE[i]);
            }

            @Override
            public int size() {
                return COUNT;
            }
        };
    }

    /** Quotes a name where SQL needs it, as PostgreSQL's quote_identifier: unreserved keywords stay bare. */
    public static String quoteIdentifier(String name) {
        int n = name.length();
        boolean safe = n > 0 && (name.charAt(0) >= 'a' && name.charAt(0) <= 'z' || name.charAt(0) == '_');
        int quotes = 0;
        for (int i = 0; i < n; i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_')) {
                safe = false;
                if (c == '"') {
                    quotes++;
                }
            }
        }
        if (safe) {
            int k = lookup(name);
            if (k < 0 || category(k) == UNRESERVED) {
                return name;
            }
        }
        StringBuilder sb = new StringBuilder(n + quotes + 2).append('"');
        for (int i = 0; i < n; i++) {
            char c = name.charAt(i);
            if (c == '"') {
                sb.append(c);
            }
            sb.append(c);
        }
        return sb.append('"').toString();
    }
}
