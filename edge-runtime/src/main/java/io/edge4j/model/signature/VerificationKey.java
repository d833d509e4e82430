package io.edge4j.model.signature;

import io.edge4j.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;

/**
 * The public half of a key that models are signed with: on curve P-256, P-384 or P-521.
 *
 * @since 0.1.0
 */
public final class VerificationKey {
  private static final String LABEL = "PUBLIC KEY";

  private final ECPublicKey key;
  private final Curve curve;

  VerificationKey(ECPublicKey key) {
    this.key = key;
    this.curve = Curve.of(key);
  }

  /**
   * Reads a key from PEM text, as {@code openssl pkey -pubout} writes it.
   *
   * @throws IllegalArgumentException when it holds no such key; says what it holds
   */
  public static VerificationKey parse(String pem) {
    byte[] encoded =
        Pem.decode(
            LABEL,
            pem,
            pem.contains("PRIVATE KEY")
                ? "this is a private key; give its public half: openssl pkey -in key.pem -pubout"
                : "there is no '-----BEGIN PUBLIC KEY-----' in it");
    try {
      return new VerificationKey(
          (ECPublicKey)
              KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is no public key of an elliptic curve", e);
    }
  }

  /**
   * Reads a key from a file, or from the text itself where that is PEM: how an environment variable
   * says it.
   *
   * @param name of the variable, for messages
   * @throws IllegalArgumentException naming the variable, when there is no such key
   */
  public static VerificationKey ofVariable(String name, String value) {
    try {
      return parse(value.contains("-----BEGIN") ? value : Files.readString(Path.of(value.strip())));
    } catch (IOException | IllegalArgumentException e) {
      String problem = e instanceof IOException ? "cannot be read: " + e : e.getMessage();
      throw new IllegalArgumentException(
          name + " names a file with a public key in PEM, or is its text: " + problem + ".", e);
    }
  }

  /** The key as PEM text, with a newline at its end. */
  public String pem() {
    return Pem.encode(LABEL, key.getEncoded());
  }

  /** How a signature names the key: the SHA-256 of its PEM text, in hexadecimal digits. */
  public String hint() {
    return Sha256.hex(Sha256.of(pem().getBytes(StandardCharsets.US_ASCII)));
  }

  boolean verifies(byte[] signed, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(curve.algorithm());
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature that is no DER text is wrong, whatever it was made for.
      return false;
    }
  }
}
