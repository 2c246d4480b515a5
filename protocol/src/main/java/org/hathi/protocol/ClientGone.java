package org.hathi.protocol;

/** The client closed its connection or the connection broke: nothing can be told to it any more. */
public final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGone(String message) {
        super(message, null, false, false);
    }
}
