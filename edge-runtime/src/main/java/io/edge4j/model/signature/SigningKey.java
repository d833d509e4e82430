package io.edge4j.model.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * The private half of a key that models are signed with: on curve P-256, P-384 or P-521.
 *
 * @since 0.1.0
 */
public final class SigningKey {
  private static final String LABEL = "PRIVATE KEY";
  private static final String TO_PKCS8 =
      "openssl pkcs8 -topk8 -nocrypt -in key.pem gives the form that is read here";

  private final ECPrivateKey key;
  private final Curve curve;
  private final VerificationKey verification;

  private SigningKey(ECPrivateKey key, VerificationKey verification) {
    this.key = key;
    this.curve = Curve.of(key);
    this.verification = verification;
  }

  /**
   * Reads a key from PEM text (PKCS #8, not encrypted), as {@code openssl genpkey -algorithm EC
   * -pkeyopt ec_paramgen_curve:P-256} writes it.
   *
   * @throws IllegalArgumentException when it holds no such key; says what it holds
   */
  public static SigningKey parse(String pem) {
    byte[] encoded = Pem.decode(LABEL, pem, otherwise(pem));
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      ECPrivateKey key = (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
      ECPublicKeySpec point =
          new ECPublicKeySpec(Curve.publicPoint(key.getParams(), key.getS()), key.getParams());
      return new SigningKey(key, new VerificationKey((ECPublicKey) factory.generatePublic(point)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is no private key of an elliptic curve", e);
    }
  }

  private static String otherwise(String pem) {
    if (pem.contains("BEGIN EC PRIVATE KEY")) {
      return "the key is in the older form 'EC PRIVATE KEY'; " + TO_PKCS8;
    }
    if (pem.contains("BEGIN ENCRYPTED PRIVATE KEY")) {
      return "the key is encrypted; " + TO_PKCS8;
    }
    return "there is no '-----BEGIN PRIVATE KEY-----' in it";
  }

  /** The public half, which is given to whoever verifies. */
  public VerificationKey verificationKey() {
    return verification;
  }

  byte[] sign(byte[] content) {
    try {
      Signature signer = Signature.getInstance(curve.algorithm());
      signer.initSign(key);
      signer.update(content);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform signs with " + curve + ".", e);
    }
  }
}
