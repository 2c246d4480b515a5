package org.hathi.catalog;

import org.hathi.page.RelFileNode;

/** Creates and removes the files of relations as part of the running transaction. */
public interface RelationFiles {
    /** Remembers nothing: catalogs in memory have no files. */
    RelationFiles NONE = new RelationFiles() {
        @Override
        public void create(RelFileNode node, char persistence) {}

        @Override
        public void dropAtCommit(RelFileNode node, char persistence) {}
    };

    /** Creates the (empty) main fork now, logs that, and removes it if the transaction aborts. */
    void create(RelFileNode node, char persistence);

    /** Removes all forks when the transaction commits. */
    void dropAtCommit(RelFileNode node, char persistence);

    /** The relation itself goes at commit, and its cumulative statistics with it. */
    default void forgetAtCommit(int relation, boolean shared) {}
}
