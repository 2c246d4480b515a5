package org.hathi.executor.store;

/** Whoever has a {@link Workspace}, made when first asked for. */
@FunctionalInterface
public interface WorkspaceSource {
    Workspace workspace();
}
