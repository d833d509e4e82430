package io.edge4j.model.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edge4j.model.ModelFiles;
import io.edge4j.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of our own, and those of the specification's test vectors. */
class ModelSignatureTest {
  private static final Path VECTORS = Path.of("../../shared/specs/model-signing/vectors");
  private static final String P256 = "secp256r1";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {P256, "secp384r1", "secp521r1"})
  void whatAKeySignedItsPublicHalfVerifies(String curve) throws Exception {
    KeyPair pair = pair(curve);
    SigningKey key = SigningKey.parse(pem(pair));
    ModelSignature signature = ModelSignature.parse(ModelSignature.sign(key, model()).toBytes());

    assertThat(key.verificationKey().pem())
        .isEqualTo(new VerificationKey((ECPublicKey) pair.getPublic()).pem());
    assertThatCode(() -> signature.verify(VerificationKey.parse(publicPem(pair)), bytes()))
        .doesNotThrowAnyException();
    assertThatCode(() -> signature.verify(key.verificationKey(), model()))
        .doesNotThrowAnyException();
  }

  @Test
  void everyChangedByteIsRefused() throws Exception {
    SigningKey key = SigningKey.parse(pem(pair(P256)));
    byte[] bundle = ModelSignature.sign(key, model()).toBytes();
    ModelSignature signature = ModelSignature.parse(bundle);
    byte[] model = bytes();
    for (int i = 0; i < model.length; i += 97) {
      byte[] changed = model.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> signature.verify(key.verificationKey(), changed))
          .isInstanceOf(ModelSignatureException.class)
          .hasMessage("the model is not the one that was signed");
    }
    for (String field : new String[] {"payload", "sig"}) {
      String text = new String(bundle, StandardCharsets.US_ASCII);
      int begin = text.indexOf("\"" + field + "\":\"") + field.length() + 4;
      int end = text.indexOf('"', begin);
      byte[] content = Base64.getDecoder().decode(text.substring(begin, end));
      for (int i = 0; i < content.length; i++) {
        content[i] ^= 1;
        String changed =
            text.substring(0, begin)
                + Base64.getEncoder().encodeToString(content)
                + text.substring(end);
        content[i] ^= 1;
        assertThatThrownBy(
                () ->
                    ModelSignature.parse(changed.getBytes(StandardCharsets.US_ASCII))
                        .verify(key.verificationKey(), model))
            .isInstanceOf(ModelSignatureException.class)
            .hasMessageContaining("not made with this key, or was changed");
      }
    }
  }

  @Test
  void anotherKeyIsRefusedByItsName() throws Exception {
    SigningKey key = SigningKey.parse(pem(pair(P256)));
    VerificationKey other = SigningKey.parse(pem(pair(P256))).verificationKey();

    assertThatThrownBy(() -> ModelSignature.sign(key, model()).verify(other, bytes()))
        .isInstanceOf(ModelSignatureException.class)
        .hasMessageContaining(key.verificationKey().hint())
        .hasMessageContaining(other.hint());
  }

  @ParameterizedTest
  @CsvSource({
    "EC PRIVATE KEY,openssl pkcs8",
    "ENCRYPTED PRIVATE KEY,openssl pkcs8",
    "PUBLIC KEY,BEGIN PRIVATE KEY"
  })
  void keysInOtherFormsAreRefusedWithTheWayOut(String label, String wayOut) {
    assertThatThrownBy(() -> SigningKey.parse(Pem.encode(label, new byte[] {1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(wayOut);
  }

  @Test
  void aPrivateKeyInThePlaceOfAPublicOneIsNamed() throws Exception {
    String pem = pem(pair(P256));

    assertThatThrownBy(() -> VerificationKey.ofVariable("EDGE_MODEL_KEY", pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EDGE_MODEL_KEY")
        .hasMessageContaining("private key");
  }

  @Test
  void curvesOfOtherKindsAreRefused() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    String pem = Pem.encode("PRIVATE KEY", rsa.generateKeyPair().getPrivate().getEncoded());

    assertThatThrownBy(() -> SigningKey.parse(pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elliptic curve");
  }

  @Test
  void filesAreSortedByCodePoints() {
    // Beyond the basic plane, where Java's order of texts is another.
    String emoji = "\uD83D\uDE00.bin";
    String late = "\uFFFD.bin";
    Statement statement =
        Statement.of("model", Map.of(emoji, hex("a"), late, hex("b"), "a.bin", hex("c")));

    assertThat(statement.resources().keySet()).containsExactly("a.bin", late, emoji);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0.1", "v1.1.0"})
  void foldersThatOthersSignedAreVerified(String version) throws Exception {
    assumeTrue(Files.isDirectory(VECTORS), "the specification's vectors are not here");
    ModelSignature signature =
        ModelSignature.parse(Files.readAllBytes(VECTORS.resolve(version).resolve("model.sig")));

    signature.verifyFolder(vectorsKey(), VECTORS.resolve(version));

    Files.copy(VECTORS.resolve(version).resolve("signme-1"), folder.resolve("signme-1"));
    assertThatThrownBy(() -> signature.verifyFolder(vectorsKey(), folder))
        .hasMessageContaining("'signme-2' was signed, and is missing");
    Files.writeString(folder.resolve("signme-2"), "signme-3");
    assertThatThrownBy(() -> signature.verifyFolder(vectorsKey(), folder))
        .hasMessageContaining("'signme-2' is not the file that was signed");
  }

  @Test
  void aFileThatOthersSignedIsVerified() throws Exception {
    assumeTrue(Files.isDirectory(VECTORS), "the specification's vectors are not here");
    Path file = VECTORS.resolve("v1.0.0/signme-1");
    ModelSignature signature =
        ModelSignature.parse(Files.readAllBytes(file.resolveSibling("model.sig")));

    signature.verify(vectorsKey(), Files.readAllBytes(file));

    assertThatThrownBy(() -> signature.verify(vectorsKey(), new byte[9]))
        .isInstanceOf(ModelSignatureException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid-empty",
        "invalid-missing-envelope",
        "invalid-missing-tlog-entries",
        "invalid-missing-verification-material",
        "invalid-payload-wrong-predicate",
        "valid-certificate",
        "valid-sigstore"
      })
  void bundlesThatAreWrongOrMadeWithoutAKeyAreRefused(String name) {
    assumeTrue(Files.isDirectory(VECTORS), "the specification's vectors are not here");
    Path file = VECTORS.resolve("spec").resolve(name + ".bundle.json");

    assertThatThrownBy(
            () ->
                ModelSignature.parse(Files.readAllBytes(file))
                    .verifyFolder(vectorsKey(), VECTORS.resolve("v1.1.0")))
        .isInstanceOf(ModelSignatureException.class);
  }

  @Test
  void theSpecificationsBundleOfAKeyIsVerified() throws Exception {
    assumeTrue(Files.isDirectory(VECTORS), "the specification's vectors are not here");
    Path file = VECTORS.resolve("spec/valid-key.bundle.json");

    assertThatCode(
            () ->
                ModelSignature.parse(Files.readAllBytes(file))
                    .verifyFolder(vectorsKey(), VECTORS.resolve("v1.1.0")))
        .doesNotThrowAnyException();
  }

  private static VerificationKey vectorsKey() throws IOException {
    return VerificationKey.parse(Files.readString(VECTORS.resolve("signing-key-pub.pem")));
  }

  private ModelFiles model() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, bytes());
    return ModelFiles.of(file);
  }

  private static byte[] bytes() throws IOException {
    String resource = "seed-cnn/int8-python.onnx";
    try (InputStream in = ModelSignatureTest.class.getClassLoader().getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  private static String hex(String text) {
    return Sha256.hex(Sha256.of(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair pair) {
    return Pem.encode("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  private static String publicPem(KeyPair pair) {
    return Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded());
  }
}
