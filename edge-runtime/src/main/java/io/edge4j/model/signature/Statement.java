package io.edge4j.model.signature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edge4j.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is signed: the files of a model with the SHA-256 of each, as an in-toto statement.
 *
 * @param subject what the model is called
 * @param resources the digests in hexadecimal digits by the files' names, in the order of the
 *     statement
 */
record Statement(String subject, Map<String, String> resources) {
  /** Stands for the only file of a model, whatever it is called. */
  static final String ONLY_FILE = ".";

  private static final String TYPE = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE = "https://model_signing/signature/v1.0";
  private static final String HASH = "sha256";
  private static final String METHOD = "files";
  private static final int HEX_DIGITS = 64;

  Statement {
    resources = new LinkedHashMap<>(resources);
  }

  /** With the files in the order of the specification: by code points, which Java's is not. */
  static Statement of(String subject, Map<String, String> digests) {
    Map<String, String> sorted =
        new TreeMap<>(
            (one, other) ->
                Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray()));
    sorted.putAll(digests);
    return new Statement(subject, sorted);
  }

  /** One digest for all: of the digests, one after the other. */
  private String root() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    resources.values().forEach(hex -> all.writeBytes(HexFormat.of().parseHex(hex)));
    return Sha256.hex(Sha256.of(all.toByteArray()));
  }

  byte[] toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("_type", TYPE);
      json.writeArrayFieldStart("subject");
      json.writeStartObject();
      json.writeStringField("name", subject);
      json.writeObjectFieldStart("digest");
      json.writeStringField(HASH, root());
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
      json.writeStringField("predicateType", PREDICATE);
      json.writeObjectFieldStart("predicate");
      json.writeArrayFieldStart("resources");
      for (Map.Entry<String, String> resource : resources.entrySet()) {
        json.writeStartObject();
        json.writeStringField("algorithm", HASH);
        json.writeStringField("name", resource.getKey());
        json.writeStringField("digest", resource.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("serialization");
      json.writeStringField("method", METHOD);
      json.writeStringField("hash_type", HASH);
      json.writeBooleanField("allow_symlinks", false);
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a statement, which is trusted already: its signature was right.
   *
   * @throws ModelSignatureException when it says something else than files and their digests
   */
  static Statement parse(byte[] payload) throws ModelSignatureException {
    JsonTree statement = JsonTree.parse(payload, "its statement");
    statement.require("_type", TYPE);
    statement.require("predicateType", PREDICATE);
    JsonTree predicate = statement.object("predicate");
    JsonTree serialization = predicate.object("serialization");
    serialization.require("method", METHOD);
    serialization.require("hash_type", HASH);
    Map<String, String> resources = new LinkedHashMap<>();
    for (JsonTree resource : predicate.objects("resources")) {
      resource.require("algorithm", HASH);
      String name = resource.string("name");
      String digest = resource.string("digest");
      if (digest.length() != HEX_DIGITS || !digest.matches("[0-9a-f]+")) {
        throw new ModelSignatureException(
            "the digest of '" + name + "' is no SHA-256 in hexadecimal digits");
      }
      if (resources.put(name, digest) != null) {
        throw new ModelSignatureException("it names '" + name + "' twice");
      }
    }
    JsonTree subject = statement.only("subject");
    Statement found = new Statement(subject.string("name"), resources);
    if (!subject.object("digest").string(HASH).equals(found.root())) {
      throw new ModelSignatureException("its digest is not that of the files that it names");
    }
    return found;
  }
}
