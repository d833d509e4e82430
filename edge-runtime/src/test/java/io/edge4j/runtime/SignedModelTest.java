package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.model.ModelFiles;
import io.edge4j.model.signature.ModelSignature;
import io.edge4j.model.signature.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who says which key is trusted opens nothing that this key has not signed. */
class SignedModelTest {
  private final SigningKey key = key();
  private final EdgeOptions trusting = EdgeOptions.defaults().withKey(key.verificationKey());

  @TempDir Path folder;
  private Path model;
  private Path signature;

  @BeforeEach
  void layModel() throws Exception {
    model = folder.resolve("model.onnx");
    signature = folder.resolve("model.onnx.sig");
    Files.write(model, ModelResource.read(SeedCnn.RESOURCE));
  }

  @Test
  void aSignedModelIsOpened() throws Exception {
    sign(key);

    try (EdgeModel opened = EdgeModel.open(model, trusting)) {
      assertThat(opened.info().name()).isEqualTo("model");
    }
  }

  @Test
  void aModelWithoutSignatureIsRefused() {
    assertThatThrownBy(() -> EdgeModel.open(model, trusting))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not signed")
        .hasMessageContaining(signature.toString())
        .hasMessageContaining("EDGE_MODEL_KEY");
    assertThatThrownBy(() -> EdgeModel.openResource(SeedCnn.RESOURCE, trusting))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(SeedCnn.RESOURCE + ".sig");
    assertThatThrownBy(() -> EdgeModel.openBytes("bytes", Files.readAllBytes(model), trusting))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("only signed models");
  }

  @Test
  void aModelThatAnotherKeySignedIsRefused() throws Exception {
    sign(key());

    assertThatThrownBy(() -> EdgeModel.open(model, trusting))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not opened: the signature was made with another key");
  }

  @Test
  void aModelThatWasChangedIsRefusedBeforeOnnxRuntimeSeesIt() throws Exception {
    sign(key);
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);

    assertThatThrownBy(() -> EdgeModel.open(model, trusting))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not opened: the model is not the one that was signed");
  }

  private void sign(SigningKey with) throws Exception {
    Files.write(signature, ModelSignature.sign(with, ModelFiles.of(model)).toBytes());
  }

  private static SigningKey key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
      return SigningKey.parse(
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(encoded)
              + "\n-----END PRIVATE KEY-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
