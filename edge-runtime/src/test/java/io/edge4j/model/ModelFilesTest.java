package io.edge4j.model;

import static io.edge4j.model.BuiltModel.around;
import static io.edge4j.model.BuiltModel.beside;
import static io.edge4j.model.BuiltModel.constant;
import static io.edge4j.model.BuiltModel.function;
import static io.edge4j.model.BuiltModel.identity;
import static io.edge4j.model.BuiltModel.inside;
import static io.edge4j.model.BuiltModel.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {
  @TempDir Path root;
  private Path folder;
  private Path file;

  @BeforeEach
  void folder() throws Exception {
    folder = Files.createDirectory(root.resolve("here"));
    file = folder.resolve("model.onnx");
  }

  @Test
  void aModelMayBeOneFile() throws Exception {
    write(model(identity().addInitializer(inside("w", 4))));

    ModelFiles files = ModelFiles.of(file);

    assertThat(files.isOneFile()).isTrue();
    assertThat(files.data()).isEmpty();
    assertThat(files.bytes()).isEqualTo(Files.size(file));
    assertThat(files.digest()).isEqualTo("sha256:" + sha256(Files.readAllBytes(file)));
  }

  @Test
  void allDataBelongsToTheModelWhateverItsName() throws Exception {
    threeFiles();

    ModelFiles files = ModelFiles.of(file);

    assertThat(files.data().keySet()).containsExactly("blob", "model.onnx_data", "weights/a.bin");
    assertThat(files.bytes()).isEqualTo(Files.size(file) + 16 + 16 + 2000);
    assertThat(files.gzipBytes())
        .isEqualTo(
            gzip(Files.readAllBytes(file))
                + gzip(new byte[16])
                + gzip(new byte[16])
                + gzip(new byte[2000]));
  }

  @Test
  void twoSpellingsOfOneFileAreOneFile() throws Exception {
    Files.write(folder.resolve("w.bin"), new byte[16]);
    write(
        model(
            identity()
                .addInitializer(beside("a", "w.bin"))
                .addInitializer(beside("b", "./w.bin"))
                .addInitializer(beside("c", "sub/../w.bin"))));

    assertThat(ModelFiles.of(file).data().keySet()).containsExactly("w.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob", "model.onnx_data", "weights/a.bin", "model.onnx"})
  void aByteOfAnyFileChangesTheDigest(String name) throws Exception {
    threeFiles();
    String before = ModelFiles.of(file).digest();
    Path changed = folder.resolve(name);
    byte[] content = Files.readAllBytes(changed);
    // The last byte of the model's metadata; any of the data.
    content[content.length - 1] ^= 1;
    Files.write(changed, content);

    assertThat(ModelFiles.of(file).digest()).isNotEqualTo(before);
  }

  @Test
  void theDigestDoesNotDependOnThePlace() throws Exception {
    threeFiles();
    ModelFiles files = ModelFiles.of(file);

    ModelFiles copy = files.copyTo(root.resolve("there/other.onnx"));

    assertThat(copy.digest()).isEqualTo(files.digest());
  }

  @Test
  void aCopyIsWhole() throws Exception {
    threeFiles();
    Path target = root.resolve("there/deeper/other.onnx");

    ModelFiles.of(file).copyTo(target);

    ModelFiles copy = ModelFiles.of(target);
    assertThat(copy.model()).isEqualTo(target);
    assertThat(copy.data().keySet()).containsExactly("blob", "model.onnx_data", "weights/a.bin");
    assertThat(copy.bytes()).isEqualTo(ModelFiles.of(file).bytes());
    assertThat(target.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aMoveLeavesNothing() throws Exception {
    threeFiles();
    Path target = root.resolve("there/other.onnx");

    ModelFiles moved = ModelFiles.of(file).moveTo(target);

    assertThat(ModelFiles.of(target).all()).isEqualTo(moved.all());
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("blob")).doesNotExist();
    assertThat(folder.resolve("weights")).doesNotExist();
  }

  @Test
  void aModelThatIsReplacedTakesItsDataAlong() throws Exception {
    threeFiles();
    Path other = root.resolve("one.onnx");
    Files.write(other, model(identity()).build().toByteArray());

    ModelFiles.of(other).moveTo(file);

    assertThat(ModelFiles.of(file).isOneFile()).isTrue();
    assertThat(folder).isDirectoryNotContaining("glob:**blob");
    assertThat(folder.resolve("weights")).doesNotExist();
  }

  @Test
  void aModelThatIsRenamedOverOneOfTheSameDataKeepsIt() throws Exception {
    threeFiles();
    Path twin = folder.resolve("twin.onnx");
    Files.copy(file, twin);

    ModelFiles.of(twin).moveTo(file);

    assertThat(ModelFiles.of(file).data()).hasSize(3);
    assertThat(twin).doesNotExist();
  }

  @Test
  void whatIsNoModelIsReplaced() throws Exception {
    threeFiles();
    Path target = root.resolve("target.onnx");
    Files.writeString(target, "half a model");

    ModelFiles.of(file).copyTo(target);

    assertThat(ModelFiles.of(target).data()).hasSize(3);
  }

  @Test
  void dataThatHasTheNameOfTheTargetIsRefused() throws Exception {
    threeFiles();
    ModelFiles files = ModelFiles.of(file);

    assertThatThrownBy(() -> files.copyTo(root.resolve("blob")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("has that name already");
  }

  @Test
  void deletionTakesTheDataAndItsEmptyFolders() throws Exception {
    threeFiles();
    Files.createFile(folder.resolve("neighbour"));

    ModelFiles.of(file).delete();

    assertThat(folder.toFile().list()).containsExactly("neighbour");
  }

  @Test
  void dataOfConstantsSubgraphsAndFunctionsBelongsToTheModel() throws Exception {
    for (String name : new String[] {"constant", "subgraph", "function"}) {
      Files.write(folder.resolve(name), new byte[16]);
    }
    write(
        model(
                identity()
                    .addNode(constant(beside("", "constant"), "c"))
                    .addNode(
                        around(GraphProto.newBuilder().addInitializer(beside("s", "subgraph")))))
            .addFunctions(function(constant(beside("f", "function"), "b"))));

    assertThat(ModelFiles.of(file).data().keySet())
        .containsExactly("constant", "function", "subgraph");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "sub/../../outside", "."})
  void dataOutsideTheFolderIsRefused(String location) throws Exception {
    Files.write(root.resolve("outside"), new byte[16]);
    write(model(identity().addInitializer(beside("w", location))));

    refused("external data of tensor 'w' lies outside the model's folder");
  }

  @Test
  void anAbsolutePathIsRefused() throws Exception {
    Path outside = Files.write(root.resolve("outside"), new byte[16]);
    write(model(identity().addInitializer(beside("w", outside.toString()))));

    refused("lies outside the model's folder");
  }

  @Test
  void aLinkOutOfTheFolderIsRefused() throws Exception {
    Path outside = Files.write(root.resolve("outside"), new byte[16]);
    Files.createSymbolicLink(folder.resolve("w.bin"), outside);
    write(model(identity().addInitializer(beside("w", "w.bin"))));

    refused("is a link to " + outside.toRealPath());
  }

  @Test
  void aLinkedFolderOutOfTheFolderIsRefused() throws Exception {
    Path outside = Files.createDirectory(root.resolve("outside"));
    Files.write(outside.resolve("w.bin"), new byte[16]);
    Files.createSymbolicLink(folder.resolve("sub"), outside);
    write(model(identity().addInitializer(beside("w", "sub/w.bin"))));

    refused("lies outside the model's folder");
  }

  /** As the cache of Hugging Face has it: names that are links into one folder of contents. */
  @Test
  void linksIntoTheFolderOfALinkedModelAreFollowed() throws Exception {
    Path blobs = Files.createDirectory(root.resolve("blobs"));
    Files.write(
        blobs.resolve("4d7a"),
        model(identity().addInitializer(beside("w", "model.onnx_data"))).build().toByteArray());
    Files.write(blobs.resolve("93ab"), new byte[16]);
    Files.createSymbolicLink(file, Path.of("../blobs/4d7a"));
    Files.createSymbolicLink(folder.resolve("model.onnx_data"), Path.of("../blobs/93ab"));

    ModelFiles copy = ModelFiles.of(file).copyTo(root.resolve("copy/model.onnx"));

    assertThat(copy.all())
        .allMatch(path -> Files.isRegularFile(path) && !Files.isSymbolicLink(path));
    assertThat(ModelFiles.of(copy.model()).bytes()).isEqualTo(ModelFiles.of(file).bytes());
  }

  @Test
  void aRelativeLinkThatIsMovedStaysWhole() throws Exception {
    Files.createDirectory(folder.resolve("store"));
    Files.write(folder.resolve("store/w"), new byte[16]);
    Files.createSymbolicLink(folder.resolve("w.bin"), Path.of("store/w"));
    write(model(identity().addInitializer(beside("w", "w.bin"))));

    ModelFiles.of(file).moveTo(root.resolve("there/m.onnx"));

    assertThat(root.resolve("there/w.bin")).hasBinaryContent(new byte[16]);
  }

  @Test
  void missingDataIsNamed() throws Exception {
    write(model(identity().addInitializer(beside("w", "w.bin"))));

    refused(file + ": external data of tensor 'w' is missing: there is no file ");
  }

  @Test
  void dataThatEndsTooEarlyIsRefused() throws Exception {
    Files.write(folder.resolve("w.bin"), new byte[20]);
    write(model(identity().addInitializer(beside("w", "w.bin", "8", "16"))));

    refused("asks for 16 bytes from byte 8 of", "which has 20");
  }

  @Test
  void dataThatIsAGitLfsPointerSaysSo() throws Exception {
    Files.writeString(
        folder.resolve("w.bin"), "version https://git-lfs.github.com/spec/v1\nsize 4096\n");
    write(model(identity().addInitializer(beside("w", "w.bin", "0", "4096"))));

    refused("w.bin", "is a Git LFS pointer: run `git lfs pull`");
  }

  private void threeFiles() throws Exception {
    Files.createDirectory(folder.resolve("weights"));
    Files.write(folder.resolve("model.onnx_data"), new byte[16]);
    Files.write(folder.resolve("weights/a.bin"), new byte[16]);
    Files.write(folder.resolve("blob"), new byte[2000]);
    write(
        model(
                identity()
                    .addInitializer(beside("a", "model.onnx_data"))
                    .addInitializer(beside("b", "weights/a.bin"))
                    .addInitializer(beside("c", "blob")))
            .addMetadataProps(BuiltModel.entry("k", "v")));
  }

  private void write(ModelProto.Builder model) throws Exception {
    Files.write(file, model.build().toByteArray());
  }

  private void refused(String... reasons) {
    assertThatThrownBy(() -> ModelFiles.of(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(reasons);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static long gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.size();
  }
}
