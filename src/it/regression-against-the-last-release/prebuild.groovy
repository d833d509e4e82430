// The model of the unit tests serves here too, so that the repository holds it once.
File model = new File(basedir, "../../../src/test/resources/seed-cnn/fp32.onnx")
File target = new File(basedir, "src/model/fp32.onnx")
target.parentFile.mkdirs()
java.nio.file.Files.copy(model.toPath(), target.toPath(), java.nio.file.StandardCopyOption.REPLACE_EXISTING)

// Releases of other days, as a repository holds them: of an old schema, without a report, and twice as large.
File releases = new File(basedir, "releases/com/example/regressing")
def release = { String version, String json ->
  File folder = new File(releases, version)
  folder.mkdirs()
  new File(folder, "regressing-${version}.pom").text =
      "<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId>" +
      "<artifactId>regressing</artifactId><version>${version}</version></project>"
  if (json != null) {
    new File(folder, "regressing-${version}-benchmark.json").text = json
  }
}
release("0.7.0", '{"schemaVersion": 1, "variants": [{"name": "onnx-int8", "sizeBytes": 226897}]}')
release("0.8.0", null)
release("0.9.0", """{
  "schemaVersion": 2,
  "when": "2026-01-02T03:04:05Z",
  "variants": [
    {"name": "onnx-fp32", "recipe": "fp32", "sizeBytes": 829789, "intervals": {}},
    {"name": "onnx-optimized", "recipe": "static", "sizeBytes": ${2 * 226897}, "intervals": {}}
  ],
  "comparisons": [{
    "variant": "onnx-optimized", "relativeTo": "onnx-fp32", "speedup": 1.2, "sizeRatio": 1.83,
    "speedupInterval": {"value": 1.2, "low": 1.15, "high": 1.25, "standardError": 0.01, "degreesOfFreedom": 7}
  }]
}""")
new File(releases, "maven-metadata.xml").text =
    "<metadata><groupId>com.example</groupId><artifactId>regressing</artifactId><versioning>" +
    "<versions><version>0.7.0</version><version>0.8.0</version><version>0.9.0</version></versions>" +
    "</versioning></metadata>"
return true
