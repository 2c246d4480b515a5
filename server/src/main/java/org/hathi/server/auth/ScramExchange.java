package org.hathi.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.hathi.base.Passwords;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM-SHA-256 exchange (RFC 5802, 7677), without channel binding. A role that does not exist
 * or has no SCRAM verifier goes through the same exchange with a made-up salt and fails at its end, so that a client
 * cannot tell the cases apart.
 *
 * <p>STATES: {@link #first} → {@link #last}; malformed messages throw 08P01 as PostgreSQL does.
 */
public final class ScramExchange {
    private final Passwords.Scram secret;
    private final boolean doomed;
    private final String serverNonce;
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String nonce = "";
    private String gs2 = "";

    /**
     * @param verifier the role's stored verifier, or null
     * @param mockNonce the cluster's secret from pg_control, the seed of made-up salts
     * @param serverNonce fresh random text, printable and without commas
     */
    public ScramExchange(@Nullable String verifier, String role, byte[] mockNonce, String serverNonce) {
        Passwords.Scram s = verifier == null ? null : Passwords.parseScram(verifier);
        doomed = s == null;
        secret = s != null ? s : mock(role, mockNonce);
        this.serverNonce = serverNonce;
    }

    private static Passwords.Scram mock(String role, byte[] nonce) {
        byte[] name = role.getBytes(StandardCharsets.UTF_8);
        byte[] seed = java.util.Arrays.copyOf(name, name.length + nonce.length);
        System.arraycopy(nonce, 0, seed, name.length, nonce.length);
        byte[] salt = java.util.Arrays.copyOf(Passwords.sha256(seed), Passwords.SALT_LENGTH);
        return new Passwords.Scram(Passwords.SCRAM_ITERATIONS, salt, new byte[32], new byte[32]);
    }

    /** Takes client-first-message, returns server-first-message. */
    public String first(String message) {
        if (message.isEmpty()) {
            throw malformed("The message is empty.");
        }
        char flag = message.charAt(0);
        if (flag == 'p') {
            throw malformed("The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message"
                    + " includes channel binding data.");
        }
        if (flag != 'n' && flag != 'y') {
            throw malformed("Unexpected channel-binding flag \"" + flag + "\".");
        }
        if (!message.startsWith(",", 1)) {
            throw malformed("Comma expected, but found character \"" + at(message, 1) + "\".");
        }
        if (message.startsWith("a=", 2)) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "client uses authorization identity, but it is not supported");
        }
        if (!message.startsWith(",", 2)) {
            throw malformed("Unexpected attribute \"" + at(message, 2) + "\" in client-first-message.");
        }
        gs2 = message.substring(0, 3);
        clientFirstBare = message.substring(3);
        if (clientFirstBare.startsWith("m=")) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "client requires an unsupported SCRAM extension");
        }
        String rest = attribute(clientFirstBare, 0, 'n');
        String clientNonce = attribute(clientFirstBare, rest.length() + 3, 'r');
        for (int i = 0; i < clientNonce.length(); i++) {
            char c = clientNonce.charAt(i);
            if (c < 0x21 || c > 0x7E) {
                throw new SqlError(SqlState.PROTOCOL_VIOLATION, "non-printable characters in SCRAM nonce");
            }
        }
        nonce = clientNonce + serverNonce;
        serverFirst =
                "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(secret.salt()) + ",i=" + secret.iterations();
        return serverFirst;
    }

    private static String at(String s, int i) {
        return i < s.length() ? s.substring(i, i + 1) : "";
    }

    private static String attribute(String s, int at, char name) {
        if (at + 1 >= s.length() || s.charAt(at) != name) {
            throw malformed("Expected attribute \"" + name + "\" but found \"" + at(s, at) + "\".");
        }
        if (s.charAt(at + 1) != '=') {
            throw malformed("Expected character \"=\" for attribute \"" + name + "\".");
        }
        int end = s.indexOf(',', at);
        return s.substring(at + 2, end < 0 ? s.length() : end);
    }

    /** Takes client-final-message; returns server-final-message, or null when the proof is wrong. */
    public @Nullable String last(String message) {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw malformed("Malformed message: proof missing.");
        }
        String binding = attribute(message, 0, 'c');
        String expected = Base64.getEncoder().encodeToString(gs2.getBytes(StandardCharsets.US_ASCII));
        if (!binding.equals(expected)) {
            throw new SqlError(
                    SqlState.PROTOCOL_VIOLATION, "unexpected SCRAM channel-binding attribute in client-final-message");
        }
        String finalNonce = attribute(message, binding.length() + 3, 'r');
        if (!finalNonce.equals(nonce)) {
            throw new SqlError(SqlState.PROTOCOL_VIOLATION, "invalid SCRAM response").detail("Nonce does not match.");
        }
        byte[] proof;
        try {
            proof = Base64.getDecoder().decode(message.substring(proofAt + 3));
        } catch (IllegalArgumentException e) {
            throw malformed("Malformed proof in client-final-message.");
        }
        if (proof.length != 32) {
            throw malformed("Malformed proof in client-final-message.");
        }
        String auth = clientFirstBare + "," + serverFirst + "," + message.substring(0, proofAt);
        byte[] authMessage = auth.getBytes(StandardCharsets.UTF_8);
        byte[] key = Passwords.hmac(secret.storedKey(), authMessage);
        for (int i = 0; i < 32; i++) {
            key[i] ^= proof[i];
        }
        boolean good = MessageDigest.isEqual(Passwords.sha256(key), secret.storedKey());
        if (!good || doomed) {
            return null;
        }
        return "v=" + Base64.getEncoder().encodeToString(Passwords.hmac(secret.serverKey(), authMessage));
    }

    private static SqlError malformed(String detail) {
        return new SqlError(SqlState.PROTOCOL_VIOLATION, "malformed SCRAM message").detail(detail);
    }
}
