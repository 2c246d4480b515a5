package org.hathi.page;

/**
 * Names the files of a relation: tablespace, database (0 for shared relations) and relfilenode; {@code backend} is −1
 * for relations in shared buffers, otherwise the process slot that owns a temporary relation.
 */
public record RelFileNode(int spc, int db, int rel, int backend) {
    /** The {@code backend} of everything that is not temporary. */
    public static final int SHARED = -1;
    /** The tablespace pg_default. */
    public static final int DEFAULT_TABLESPACE = 1663;
    /** The tablespace pg_global. */
    public static final int GLOBAL_TABLESPACE = 1664;
    /** The catalog version, part of the directory name inside a tablespace. */
    public static final int CATALOG_VERSION = 202209061;
    /** Directory inside a tablespace that holds this version's files. */
    public static final String TABLESPACE_VERSION_DIRECTORY = "PG_15_" + CATALOG_VERSION;

    public RelFileNode(int spc, int db, int rel) {
        this(spc, db, rel, SHARED);
    }

    public boolean isTemp() {
        return backend != SHARED;
    }

    /** Path of the first segment of a fork, relative to the data directory: {@code base/5/16384_fsm}. */
    public String path(int fork) {
        StringBuilder b = new StringBuilder(48);
        appendDirectory(b, spc, db);
        b.append('/');
        if (backend != SHARED) {
            b.append('t').append(backend).append('_');
        }
        b.append(Integer.toUnsignedString(rel));
        if (fork != Fork.MAIN) {
            b.append('_').append(Fork.name(fork));
        }
        return b.toString();
    }

    /** Directory of a database in a tablespace, relative to the data directory. */
    public static String directory(int spc, int db) {
        StringBuilder b = new StringBuilder(48);
        appendDirectory(b, spc, db);
        return b.toString();
    }

    private static void appendDirectory(StringBuilder b, int spc, int db) {
        if (spc == GLOBAL_TABLESPACE) {
            b.append("global");
        } else if (spc == DEFAULT_TABLESPACE) {
            b.append("base/").append(Integer.toUnsignedString(db));
        } else {
            b.append("pg_tblspc/").append(Integer.toUnsignedString(spc)).append('/');
            b.append(TABLESPACE_VERSION_DIRECTORY).append('/').append(Integer.toUnsignedString(db));
        }
    }

    @Override
    public int hashCode() {
        return ((rel * 31 + db) * 31 + spc) * 31 + backend;
    }
}
