package org.hathi.page;

/** Fork numbers of a relation's files, and their names. */
public final class Fork {
    public static final int MAIN = 0;
    public static final int FSM = 1;
    public static final int VM = 2;
    public static final int INIT = 3;
    public static final int COUNT = 4;

    private Fork() {}

    /** The fork's name: main, fsm, vm, init. */
    public static String name(int fork) {
        return switch (fork) {
            case MAIN -> "main";
            case FSM -> "fsm";
            case VM -> "vm";
            case INIT -> "init";
            default -> throw new IllegalArgumentException("fork=" + fork);
        };
    }

    /** The fork number for a name, or −1. */
    public static int byName(String name) {
        return switch (name) {
            case "main" -> MAIN;
            case "fsm" -> FSM;
            case "vm" -> VM;
            case "init" -> INIT;
            default -> -1;
        };
    }
}
