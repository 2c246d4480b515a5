package org.hathi.planner.plan;

/** INTERSECT and EXCEPT: input rows carry a flag column saying which side they come from. */
public final class SetOp extends Plan {
    /** The four commands. */
    public enum Command {
        INTERSECT("Intersect"),
        INTERSECT_ALL("Intersect All"),
        EXCEPT("Except"),
        EXCEPT_ALL("Except All");

        public final String label;

        Command(String label) {
            this.label = label;
        }
    }

    public Command command = Command.INTERSECT;
    /** True: input is unsorted and hashed (first input's groups must fit); false: input sorted on the columns. */
    public boolean hashed;

    public int[] columns = new int[0];
    public int[] operators = new int[0];
    public int[] collations = new int[0];
    /** 1-based column of the flag: 0 for rows of the first input, 1 for the second. */
    public int flagColumn;

    @Override
    public String nodeName() {
        return hashed ? "HashSetOp" : "SetOp";
    }
}
