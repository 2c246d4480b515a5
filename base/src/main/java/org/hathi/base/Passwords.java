package org.hathi.base;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Password verifiers as {@code pg_authid.rolpassword} stores them:
 * {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey} (RFC 5802, 7677) and {@code md5…}. Passwords are given as
 * bytes, already prepared by SASLprep where that applies.
 */
public final class Passwords {
    public static final int SCRAM_ITERATIONS = 4096;
    public static final int SALT_LENGTH = 16;
    private static final String SCRAM_PREFIX = "SCRAM-SHA-256$";

    private Passwords() {}

    /** A parsed SCRAM verifier. */
    public record Scram(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        /** The text stored in pg_authid. */
        public String format() {
            Base64.Encoder e = Base64.getEncoder();
            return SCRAM_PREFIX + iterations + ":" + e.encodeToString(salt) + "$" + e.encodeToString(storedKey) + ":"
                    + e.encodeToString(serverKey);
        }
    }

    /** Makes a SCRAM verifier; takes milliseconds. */
    public static Scram scram(byte[] password, byte[] salt, int iterations) {
        byte[] salted = hi(password, salt, iterations);
        byte[] client = hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        byte[] server = hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII));
        return new Scram(iterations, salt, sha256(client), server);
    }

    /** Parses a stored verifier; null when it is none of SCRAM's. */
    public static @Nullable Scram parseScram(String verifier) {
        if (!verifier.startsWith(SCRAM_PREFIX)) {
            return null;
        }
        String rest = verifier.substring(SCRAM_PREFIX.length());
        int colon = rest.indexOf(':');
        int dollar = rest.indexOf('$', colon + 1);
        int last = rest.indexOf(':', dollar + 1);
        if (colon < 1 || dollar < 0 || last < 0) {
            return null;
        }
        try {
            Base64.Decoder d = Base64.getDecoder();
            Scram s = new Scram(
                    Integer.parseInt(rest.substring(0, colon)),
                    d.decode(rest.substring(colon + 1, dollar)),
                    d.decode(rest.substring(dollar + 1, last)),
                    d.decode(rest.substring(last + 1)));
            return s.storedKey.length == 32 && s.serverKey.length == 32 && s.iterations > 0 ? s : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** {@code md5} followed by the hash of password and role name. */
    public static String md5(byte[] password, String role) {
        return "md5" + md5Hex(password, role.getBytes(StandardCharsets.UTF_8));
    }

    /** The response to an MD5 challenge: hash of the stored verifier's hex part and the salt, with prefix. */
    public static String md5Response(String verifier, byte[] salt) {
        return "md5" + md5Hex(verifier.substring(3).getBytes(StandardCharsets.US_ASCII), salt);
    }

    public static boolean isMd5(String verifier) {
        if (verifier.length() != 35 || !verifier.startsWith("md5")) {
            return false;
        }
        for (int i = 3; i < 35; i++) {
            if ("0123456789abcdef".indexOf(verifier.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a plain password fits a stored verifier (either kind). */
    public static boolean matches(String verifier, byte[] password, String role) {
        Scram s = parseScram(verifier);
        if (s != null) {
            return MessageDigest.isEqual(scram(password, s.salt, s.iterations).serverKey, s.serverKey);
        }
        return isMd5(verifier)
                && MessageDigest.isEqual(
                        md5(password, role).getBytes(StandardCharsets.US_ASCII),
                        verifier.getBytes(StandardCharsets.US_ASCII));
    }

    private static String md5Hex(byte[] a, byte[] b) {
        try {
            MessageDigest d = MessageDigest.getInstance("MD5");
            d.update(a);
            d.update(b);
            return HexFormat.of().formatHex(d.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] hmac(byte[] key, byte[] data) {
        return mac(key).doFinal(data);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac m = Mac.getInstance("HmacSHA256");
            m.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
            return m;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PBKDF2 with one block (RFC 5802's Hi). */
    static byte[] hi(byte[] password, byte[] salt, int iterations) {
        Mac m = mac(password);
        m.update(salt);
        byte[] u = m.doFinal(new byte[] {0, 0, 0, 1});
        byte[] result = Arrays.copyOf(u, u.length);
        for (int i = 1; i < iterations; i++) {
            u = m.doFinal(u);
            for (int k = 0; k < result.length; k++) {
                result[k] ^= u[k];
            }
        }
        return result;
    }
}
