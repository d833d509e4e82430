// What an installed consumer leaves in the local repository, and what other builds then find there.
File installed = new File(localRepositoryPath, "com/example/garments-model/1.0.0")
["-fp32.onnx", "-optimized.onnx", "-model.jar", "-benchmark.json", "-benchmark.html", ".jar"].each {
  File file = new File(installed, "garments-model-1.0.0" + it)
  assert file.isFile() && file.length() > 0
}
long fp32 = new File(installed, "garments-model-1.0.0-fp32.onnx").length()
File optimized = new File(installed, "garments-model-1.0.0-optimized.onnx")
assert fp32 / optimized.length() >= 3.66
assert optimized.length() <= 227000

byte[] entry(File jar, String name) {
  def zip = new java.util.zip.ZipFile(jar)
  try {
    return zip.getInputStream(zip.getEntry(name)).bytes
  } finally {
    zip.close()
  }
}
["-model.jar", ".jar"].each {
  File jar = new File(installed, "garments-model-1.0.0" + it)
  assert Arrays.equals(entry(jar, "META-INF/edge/garments.onnx"), optimized.bytes)
}

def report = new groovy.json.JsonSlurper().parse(new File(installed, "garments-model-1.0.0-benchmark.json"))
assert report.variants*.name.containsAll(["pytorch-fp32", "onnx-fp32", "onnx-optimized"])
assert report.variants.every { it.p95Millis > 0 && it.sizeBytes > 0 && it.accuracy > 0.5 }
assert report.dataset.name.contains("synthetic")

// A pom without gates has defaults, and they fail nothing.
assert report.gates*.metric == ["sizeBytes", "accuracyLoss", "speedup"]
assert report.gates.every { it.advisory }

// The table of the seed, on the console.
String log = new File(basedir, "build.log").text
["pytorch-fp32", "onnx-fp32", "onnx-optimized", "p95"].each { assert log.contains(it) }
assert new File(basedir, "consumer/target/surefire-reports").listFiles().any {
  it.name.endsWith(".txt") && it.text.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0")
}
