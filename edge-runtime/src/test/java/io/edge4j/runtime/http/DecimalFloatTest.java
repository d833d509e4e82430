package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every float is compared with the one that the JDK reads, to the last bit. */
class DecimalFloatTest {
  private static final int SOME = 200_000;
  private static final int MANY = 10_000_000;

  /** The value that {@link PlainBody} reads. */
  private static float read(String number) {
    byte[] body = ("{\"inputs\":[" + number + "]}").getBytes(StandardCharsets.US_ASCII);
    NestedFloats floats = new NestedFloats(1, new float[1], 1, new MemoryBudget(1 << 20).loan());
    return PlainBody.read(body, body.length, floats) ? floats.array()[0] : Float.NaN;
  }

  private static void compare(String number) {
    float expected = Float.parseFloat(number);
    float found = read(number);
    if (Float.isInfinite(expected)) {
      assertThat(found).as(number + " is left to the parser, which refuses it").isNaN();
    } else if (Float.floatToRawIntBits(found) != Float.floatToRawIntBits(expected)) {
      // Not through AssertJ's chain: it would be called ten million times.
      throw new AssertionError(number + ": expected " + expected + ", found " + found);
    }
  }

  /** In every way in which numbers are usually written, and near the middle of two floats. */
  private static String number(Random random) {
    float any = Float.intBitsToFloat(random.nextInt() & Integer.MAX_VALUE);
    float usual = random.nextFloat();
    return switch (random.nextInt(9)) {
      case 0 -> Float.isFinite(any) ? Float.toString(any) : "0";
      case 1 -> Double.toString(random.nextDouble());
      // As Python's json.dumps prints a float32.
      case 2 -> Double.toString(usual);
      case 3 -> Float.isFinite(any) ? Double.toString(any) : "1";
      case 4 -> String.format(Locale.ROOT, "%." + random.nextInt(12) + "f", usual * 300);
      case 5 -> Long.toUnsignedString(digits(random)) + "e" + (random.nextInt(130) - 75);
      case 6 -> middle(random, any).round(new MathContext(1 + random.nextInt(19))).toString();
      case 7 ->
          middle(random, usual)
              .round(new MathContext(17 + random.nextInt(12), RoundingMode.DOWN))
              .toPlainString();
      default -> random.nextInt(1000) + "E+" + random.nextInt(9);
    };
  }

  /** Up to 19 of them. */
  private static long digits(Random random) {
    long all = Long.remainderUnsigned(random.nextLong(), 1_000_000_000_000_000_000L);
    return all / (long) Math.pow(10, random.nextInt(18)) * (random.nextInt(9) + 1);
  }

  private static BigDecimal middle(Random random, float beside) {
    if (!Float.isFinite(beside) || beside == Float.MAX_VALUE) {
      return BigDecimal.ONE;
    }
    BigDecimal exact = new BigDecimal(beside).add(new BigDecimal(Math.nextUp(beside)));
    BigDecimal half = exact.divide(BigDecimal.valueOf(2));
    return random.nextInt(3) == 0 ? half.add(new BigDecimal("1e-70")) : half;
  }

  private static void compareRandom(int count, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      compare(number(random));
    }
  }

  @Test
  void readsWhatTheJdkReads() {
    compareRandom(SOME, 7);
  }

  /** Ten million of them: {@code -Pload}. */
  @Test
  @Tag("load")
  void readsTenMillionNumbersAsTheJdkReadsThem() {
    compareRandom(MANY, 8);
    compareLongWay(MANY, 10);
  }

  @Test
  void theLongWayAloneIsRightToo() {
    compareLongWay(SOME, 9);
  }

  private static void compareLongWay(int count, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      long digits = digits(random);
      int exponent = random.nextInt(120) - 75;
      float expected = Float.parseFloat(Long.toUnsignedString(digits) + "e" + exponent);
      float found = DecimalFloat.byPowerOfFive(digits, exponent);
      if (found != expected) {
        throw new AssertionError(
            digits + "e" + exponent + ": expected " + expected + ", found " + found);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.0",
        "0e400",
        "1e-400",
        "16777216",
        "16777217",
        "16777218",
        "16777219",
        "16777217.0000000000000001",
        "33554434",
        "33554435",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "9999999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "3.4028234663852886e38",
        "3.4028235677973366e38",
        "3.4028235677973365e38",
        "340282346638528859811704183484516925440",
        "1.1754943508222875e-38",
        "1.1754942807573643e-38",
        "1.17549428e-38",
        "1.1754943157898259e-38",
        "1.401298464324817e-45",
        "7.006492321624085e-46",
        "7.0064923216240853546186479164495e-46",
        "7.0064923216240853546186479164496e-46",
        "7.0064923216240862e-46",
        "2.1019476964872256e-45",
        "4.2038953929744512e-45",
        "1.00000005960464477539062499",
        "1.000000059604644775390625",
        "1.00000005960464477539062501",
        "1.000000178813934326171875",
        "1.00000017881393432617187499",
        "1.00000017881393432617187501",
        "8388607.5",
        "8388608.5",
        "8388609.5",
        "0.000000000000000000000000000000000000011754943508222875",
        "0.0000000000000000000000000000000000000000000000000000000000000000001",
        "100000000000000000000000000000000000000",
        "8589934592.00000000000000000000000000000001",
        "0.1111111111111111111111111111111111111111",
        "1234567890123456789012345678901234567890e-30",
        "7.2057594037927933e16",
        "5.764607523034235e39",
        "2.2250738585072014e-308",
        "4.9406564584124654e-324",
        "12345678901234567e-40",
        "6.0221407600000000000000000001e23"
      })
  void readsTheHardOnes(String number) {
    compare(number);
    compare(number + (number.contains("e") ? "" : number.contains(".") ? "0000" : ".0"));
    assertThat(read("-" + number)).isIn(Float.parseFloat("-" + number), Float.NaN);
  }

  @Test
  void takesWhatPythonPrintsOfFloat32Pixels() {
    List<String> printed =
        List.of(
            "0.0",
            "0.13436424732208252",
            "0.8474337458610535",
            "3.0517578125e-05",
            "1.0",
            "0.0003921568568330258",
            "0.00039215686274509800000001",
            "0.2549999952316284");
    byte[] bytes = ("{\"inputs\": " + printed + "}").getBytes(StandardCharsets.US_ASCII);
    NestedFloats floats = new NestedFloats(1, new float[8], 1, new MemoryBudget(1 << 20).loan());
    assertThat(PlainBody.read(bytes, bytes.length, floats)).isTrue();
    for (int i = 0; i < printed.size(); i++) {
      assertThat(floats.array()[i]).isEqualTo(Float.parseFloat(printed.get(i)));
    }
  }
}
