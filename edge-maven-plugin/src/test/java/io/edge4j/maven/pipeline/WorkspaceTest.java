package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.signature.ModelSignature;
import io.edge4j.model.signature.SigningKey;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file is a resource and an artifact; a model whose data lies beside it is neither. */
class WorkspaceTest {
  private static final ModelProto MODEL =
      ModelFixture.opset(17).weight("w", 4).output("w", 4).proto();

  @TempDir Path folder;
  private Workspace workspace;
  private Path classes;
  private Path resource;

  @BeforeEach
  void workspace() throws Exception {
    workspace = new Workspace(Files.createDirectory(folder.resolve("edge")), "garments");
    classes = folder.resolve("classes");
    resource = classes.resolve("META-INF/edge/garments.onnx");
  }

  @Test
  void aModelOfOneFileIsLaidIntoTheClassesAndTheJar() throws Exception {
    Files.write(workspace.optimized(), MODEL.toByteArray());

    workspace.layModelInto(classes);
    workspace.packModel();

    assertThat(resource).hasSameBinaryContentAs(workspace.optimized());
    assertThat(workspace.modelJar()).isNotEmptyFile();
  }

  @Test
  void nothingOfAnEarlierModelStaysWhereTheNewOneHasItsDataBesideIt() throws Exception {
    Files.write(workspace.optimized(), MODEL.toByteArray());
    workspace.layModelInto(classes);
    workspace.packModel();
    ModelFixture.writeBeside(MODEL, workspace.optimized(), "any name");

    workspace.layModelInto(classes);
    workspace.packModel();

    assertThat(resource).doesNotExist();
    assertThat(workspace.modelJar()).doesNotExist();
  }

  @Test
  void aSignedModelHasItsSignatureBesideItWhereverItLies() throws Exception {
    Files.write(workspace.optimized(), MODEL.toByteArray());
    SigningKey key = key();

    assertThat(workspace.sign(Optional.of(key))).isTrue();
    workspace.layModelInto(classes);

    byte[] signature = Files.readAllBytes(workspace.signature());
    ModelSignature.parse(signature).verify(key.verificationKey(), MODEL.toByteArray());
    assertThat(folder.resolve("classes/META-INF/edge/garments.onnx.sig"))
        .hasBinaryContent(signature);
    try (ZipFile jar = new ZipFile(workspace.modelJar().toFile());
        InputStream packed = jar.getInputStream(jar.getEntry("META-INF/edge/garments.onnx.sig"))) {
      assertThat(packed.readAllBytes()).isEqualTo(signature);
    }
  }

  @Test
  void aSignatureIsKeptWhileItHoldsAndGoesWithTheKey() throws Exception {
    Files.write(workspace.optimized(), MODEL.toByteArray());
    SigningKey key = key();
    workspace.sign(Optional.of(key));
    byte[] first = Files.readAllBytes(workspace.signature());

    workspace.sign(Optional.of(key));
    assertThat(workspace.signature()).hasBinaryContent(first);

    workspace.sign(Optional.of(key()));
    assertThat(Files.readAllBytes(workspace.signature())).isNotEqualTo(first);

    workspace.layModelInto(classes);
    assertThat(workspace.sign(Optional.empty())).isFalse();
    workspace.layModelInto(classes);
    assertThat(workspace.signature()).doesNotExist();
    assertThat(folder.resolve("classes/META-INF/edge/garments.onnx.sig")).doesNotExist();
    try (ZipFile jar = new ZipFile(workspace.modelJar().toFile())) {
      assertThat(jar.getEntry("META-INF/edge/garments.onnx.sig")).isNull();
    }
  }

  private static SigningKey key() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
    return SigningKey.parse(
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END PRIVATE KEY-----\n");
  }
}
