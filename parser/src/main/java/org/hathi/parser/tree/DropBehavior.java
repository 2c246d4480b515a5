package org.hathi.parser.tree;

/** RESTRICT (also when nothing is written) or CASCADE. */
public enum DropBehavior {
    RESTRICT,
    CASCADE
}
