package org.hathi.protocol;

/** Decides whether to look again for input at once, instead of waiting for it. */
public interface Looking {
    /**
     * Nothing can be read yet: whether to look again.
     *
     * @param first true when it is asked for the first time in a wait
     */
    boolean again(boolean first);

    /** Something could be read. */
    void found();
}
