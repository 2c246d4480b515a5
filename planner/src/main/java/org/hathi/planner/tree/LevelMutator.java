package org.hathi.planner.tree;

/** A mutator that goes into subqueries too and knows how many query levels below its start it is. */
public abstract class LevelMutator extends TreeMutator {
    private int depth;

    @Override
    public final Expr mutate(Expr e) {
        return atLevel(e, depth);
    }

    /** Mutates {@code e}, found {@code depth} levels below the start; call {@code mutateChildren} to go on. */
    protected abstract Expr atLevel(Expr e, int depth);

    /** A copy of a subquery {@code depth} levels below the start, before its expressions: for what is not in them. */
    protected void enter(Query copy, int depth) {}

    @Override
    public final Query mutateQuery(Query q) {
        Query copy = q.deepCopy();
        depth++;
        enter(copy, depth);
        queryInPlace(copy);
        depth--;
        return copy;
    }
}
