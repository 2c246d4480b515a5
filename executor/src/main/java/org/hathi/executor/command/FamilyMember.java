package org.hathi.executor.command;

/** An operator or support function on its way into an operator family, or out of it. */
final class FamilyMember {
    final boolean function;
    final int number;

    /** Oid of the operator or function; 0 when it is to be dropped. */
    final int object;

    /** Types it is filed under; 0 when not told yet. */
    int left;

    int right;

    /** Family that FOR ORDER BY names, or 0. */
    final int sortFamily;

    /** True: the class or family needs the member. False: the member goes when the operator or function does. */
    boolean hard;

    /** What holds the member: the family, or an operator class. */
    boolean ofFamily;

    int holder;

    FamilyMember(boolean function, int number, int object, int left, int right, int sortFamily) {
        this.function = function;
        this.number = number;
        this.object = object;
        this.left = left;
        this.right = right;
        this.sortFamily = sortFamily;
    }

    String word() {
        return function ? "function" : "operator";
    }

    boolean collides(FamilyMember o) {
        return number == o.number && left == o.left && right == o.right;
    }
}
