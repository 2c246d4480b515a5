package org.hathi.parser.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways statements name objects. */
public sealed interface ObjectName extends Node
        permits TypeName,
                ObjectName.QualifiedName,
                ObjectName.ObjectWithArgs,
                ObjectName.CastName,
                ObjectName.TransformName,
                ObjectName.DomainConstraintName,
                ObjectName.LargeObjectName {

    /**
     * A possibly qualified name. As in PostgreSQL the object's own name is last for triggers, rules, policies and
     * table constraints (table's names first), and the access method's name is first for operator classes/families.
     */
    record QualifiedName(List<String> names, int location) implements ObjectName {}

    /**
     * A function, aggregate, procedure or operator with its arguments.
     *
     * @param objargs input argument types; for operators two, where null is NONE
     * @param objfuncargs the arguments as written, for functions
     * @param argsUnspecified no parenthesis was given
     */
    record ObjectWithArgs(
            List<String> objname,
            List<@Nullable TypeName> objargs,
            List<Clause.FunctionParameter> objfuncargs,
            boolean argsUnspecified,
            int location)
            implements ObjectName {}

    record CastName(TypeName source, TypeName target, int location) implements ObjectName {}

    record TransformName(TypeName type, String lang, int location) implements ObjectName {}

    record DomainConstraintName(TypeName domain, String name, int location) implements ObjectName {}

    /** A large object; the value is {@link Value.Int} or {@link Value.Float}. */
    record LargeObjectName(Value oid, int location) implements ObjectName {}
}
