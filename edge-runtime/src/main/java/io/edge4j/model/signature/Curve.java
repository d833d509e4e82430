package io.edge4j.model.signature;

import java.math.BigInteger;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Arrays;

/** The curves that the specification allows, each with the hash that belongs to it. */
enum Curve {
  P256(256, "SHA256withECDSA"),
  P384(384, "SHA384withECDSA"),
  P521(521, "SHA512withECDSA");

  private static final BigInteger TWO = BigInteger.TWO;
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private final int bits;
  private final String algorithm;

  Curve(int bits, String algorithm) {
    this.bits = bits;
    this.algorithm = algorithm;
  }

  /**
   * The curve of a key.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  static Curve of(ECKey key) {
    int size = key.getParams().getCurve().getField().getFieldSize();
    return Arrays.stream(values())
        .filter(curve -> curve.bits == size)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a key of " + size + " bits; the curves are P-256, P-384 and P-521"));
  }

  /** What {@link java.security.Signature} calls it. */
  String algorithm() {
    return algorithm;
  }

  /**
   * The point that belongs to a private key: the generator times the key, by doubling and adding.
   * The JDK has the curves, and does not offer this step.
   */
  static ECPoint publicPoint(ECParameterSpec parameters, BigInteger key) {
    EllipticCurve curve = parameters.getCurve();
    BigInteger prime = ((ECFieldFp) curve.getField()).getP();
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int bit = key.bitLength() - 1; bit >= 0; bit--) {
      sum = sum(sum, sum, curve.getA(), prime);
      if (key.testBit(bit)) {
        sum = sum(sum, parameters.getGenerator(), curve.getA(), prime);
      }
    }
    return sum;
  }

  private static ECPoint sum(ECPoint one, ECPoint other, BigInteger a, BigInteger prime) {
    if (one.equals(ECPoint.POINT_INFINITY)) {
      return other;
    }
    if (other.equals(ECPoint.POINT_INFINITY)) {
      return one;
    }
    BigInteger x = one.getAffineX();
    BigInteger y = one.getAffineY();
    BigInteger slope;
    if (one.equals(other)) {
      slope = THREE.multiply(x.pow(2)).add(a).multiply(TWO.multiply(y).modInverse(prime));
    } else if (x.equals(other.getAffineX())) {
      return ECPoint.POINT_INFINITY;
    } else {
      slope =
          other
              .getAffineY()
              .subtract(y)
              .multiply(other.getAffineX().subtract(x).mod(prime).modInverse(prime));
    }
    BigInteger sumX = slope.pow(2).subtract(x).subtract(other.getAffineX()).mod(prime);
    BigInteger sumY = slope.multiply(x.subtract(sumX)).subtract(y).mod(prime);
    return new ECPoint(sumX, sumY);
  }
}
