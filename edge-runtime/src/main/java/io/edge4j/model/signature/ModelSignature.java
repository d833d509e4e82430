package io.edge4j.model.signature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The signature of a model: a Sigstore bundle that holds a DSSE envelope around an in-toto
 * statement, made with a key. Sources: <a
 * href="https://github.com/ossf/model-signing-spec">ossf/model-signing-spec v1.0</a>, <a
 * href="https://github.com/secure-systems-lab/dsse">DSSE v1</a>.
 *
 * <p>Bundles that were made with a certificate, and manifests of parts of files or of other hashes
 * than SHA-256, are refused.
 *
 * @since 0.1.0
 */
public final class ModelSignature {
  /** Ends the name of a signature that lies beside its model: {@code model.onnx.sig}. */
  public static final String EXTENSION = ".sig";

  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  private final byte[] payload;
  private final byte[] signature;
  private final String hint;

  private ModelSignature(byte[] payload, byte[] signature, String hint) {
    this.payload = payload;
    this.signature = signature;
    this.hint = hint;
  }

  /**
   * Signs a model. The signature of one in a single file holds under every name of that file; with
   * external data it names the files.
   */
  public static ModelSignature sign(SigningKey key, ModelFiles model) throws IOException {
    Path file = model.model();
    String name = String.valueOf(file.getFileName());
    Map<String, String> digests = new LinkedHashMap<>();
    digests.put(model.isOneFile() ? Statement.ONLY_FILE : name, Sha256.hex(Sha256.of(file)));
    for (Map.Entry<String, Path> data : model.data().entrySet()) {
      digests.put(data.getKey(), Sha256.hex(Sha256.of(data.getValue())));
    }
    byte[] payload = Statement.of(name, digests).toJson();
    return new ModelSignature(
        payload, key.sign(signed(PAYLOAD_TYPE, payload)), key.verificationKey().hint());
  }

  /**
   * Reads a signature.
   *
   * @throws ModelSignatureException when it is none that was made with a key
   */
  public static ModelSignature parse(byte[] bundle) throws ModelSignatureException {
    JsonTree json = JsonTree.parse(bundle, "the signature");
    json.require("mediaType", MEDIA_TYPE);
    JsonTree material = json.object("verificationMaterial");
    if (!material.has("publicKey")) {
      throw new ModelSignatureException(
          "it was made with a certificate, and only those that were made with a key are understood");
    }
    JsonTree key = material.object("publicKey");
    JsonTree envelope = json.object("dsseEnvelope");
    envelope.require("payloadType", PAYLOAD_TYPE);
    return new ModelSignature(
        base64(envelope, "payload"),
        base64(envelope.only("signatures"), "sig"),
        key.has("hint") ? key.string("hint") : "");
  }

  private static byte[] base64(JsonTree json, String field) throws ModelSignatureException {
    try {
      return Base64.getDecoder().decode(json.string(field));
    } catch (IllegalArgumentException e) {
      throw new ModelSignatureException(field + " of " + json.place() + " is no Base64", e);
    }
  }

  /** What the key signs: DSSE's pre-authentication encoding. */
  private static byte[] signed(String type, byte[] payload) {
    byte[] begin =
        "DSSEv1 %d %s %d "
            .formatted(type.length(), type, payload.length)
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream all = new ByteArrayOutputStream(begin.length + payload.length);
    all.writeBytes(begin);
    all.writeBytes(payload);
    return all.toByteArray();
  }

  /** The bundle, as it is written to a file. */
  public byte[] toBytes() {
    Base64.Encoder base64 = Base64.getEncoder();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("mediaType", MEDIA_TYPE);
      json.writeObjectFieldStart("verificationMaterial");
      json.writeObjectFieldStart("publicKey");
      json.writeStringField("hint", hint);
      json.writeEndObject();
      json.writeArrayFieldStart("tlogEntries");
      json.writeEndArray();
      json.writeEndObject();
      json.writeObjectFieldStart("dsseEnvelope");
      json.writeStringField("payload", base64.encodeToString(payload));
      json.writeStringField("payloadType", PAYLOAD_TYPE);
      json.writeArrayFieldStart("signatures");
      json.writeStartObject();
      json.writeStringField("sig", base64.encodeToString(signature));
      json.writeStringField("keyid", "");
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Checks that a model in memory is what was signed.
   *
   * @throws ModelSignatureException saying whether the key or the content is another
   */
  public void verify(VerificationKey key, byte[] model) throws ModelSignatureException {
    requireOnly(statement(key).resources(), Sha256.of(model));
  }

  /**
   * Checks that the files of a model are what was signed: all of its own, and all others that the
   * signature names.
   *
   * @throws ModelSignatureException saying whether the key or a file is another
   */
  public void verify(VerificationKey key, ModelFiles model) throws IOException {
    Map<String, String> resources = statement(key).resources();
    if (model.isOneFile() && resources.size() == 1) {
      requireOnly(resources, Sha256.of(model.model()));
      return;
    }
    Path folder = model.model().resolveSibling("");
    verifyFolder(resources, folder);
    requireNamed(resources.keySet(), String.valueOf(model.model().getFileName()));
    for (String data : model.data().keySet()) {
      requireNamed(resources.keySet(), data);
    }
  }

  /** Checks that all files that the signature names lie in a folder as they were signed. */
  void verifyFolder(VerificationKey key, Path folder) throws IOException {
    verifyFolder(statement(key).resources(), folder);
  }

  private Statement statement(VerificationKey key) throws ModelSignatureException {
    if (!key.verifies(signed(PAYLOAD_TYPE, payload), signature)) {
      throw new ModelSignatureException(
          hint.isEmpty() || hint.equals(key.hint())
              ? "the signature was not made with this key, or was changed"
              : "the signature was made with another key: with "
                  + hint
                  + ", and the one that is trusted is "
                  + key.hint());
    }
    return Statement.parse(payload);
  }

  private static void requireOnly(Map<String, String> resources, byte[] digest)
      throws ModelSignatureException {
    if (resources.size() != 1) {
      throw new ModelSignatureException(
          "the signature is for " + resources.size() + " files, and the model is one");
    }
    if (!resources.containsValue(Sha256.hex(digest))) {
      throw new ModelSignatureException("the model is not the one that was signed");
    }
  }

  private static void verifyFolder(Map<String, String> resources, Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    for (Map.Entry<String, String> resource : resources.entrySet()) {
      Path file = root.resolve(resource.getKey()).normalize();
      if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        throw new ModelSignatureException(
            "'" + resource.getKey() + "' was signed, and is missing in " + root);
      }
      if (!Sha256.hex(Sha256.of(file)).equals(resource.getValue())) {
        throw new ModelSignatureException(
            "'" + resource.getKey() + "' is not the file that was signed");
      }
    }
  }

  private static void requireNamed(Set<String> names, String file) throws ModelSignatureException {
    if (!names.contains(file)) {
      throw new ModelSignatureException("'" + file + "' is part of the model and was not signed");
    }
  }
}
