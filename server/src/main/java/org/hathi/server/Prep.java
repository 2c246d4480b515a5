package org.hathi.server;

import com.ongres.saslprep.SASLprep;
import java.nio.charset.StandardCharsets;

/** SASLprep (RFC 4013) of passwords; what it forbids is used as it stands, as PostgreSQL does. */
public final class Prep {
    private Prep() {}

    /** The bytes a verifier is made from. */
    public static byte[] prepare(String password) {
        boolean ascii = true;
        for (int i = 0; i < password.length(); i++) {
            char c = password.charAt(i);
            ascii &= c >= 0x20 && c < 0x7F;
        }
        String prepared = password;
        if (!ascii) {
            try {
                prepared = new SASLprep().prepareStored(password);
            } catch (IllegalArgumentException e) {
                prepared = password;
            }
        }
        return prepared.getBytes(StandardCharsets.UTF_8);
    }
}
