// What was deployed, what another build found of it, and that it had nothing else.
File deployed = new File(basedir, "releases/com/example/deployed/garments-model/1.4.0")
["-fp32.onnx", "-optimized.onnx", "-optimized.onnx.sig", "-model.jar", "-benchmark.json", "-benchmark.html", "-ml-bom.json", ".jar", ".pom"].each {
  assert new File(deployed, "garments-model-1.4.0" + it).length() > 0
}
File resolved = new File(basedir, "own-repository/com/example/deployed/garments-model/1.4.0")
["-fp32.onnx", "-optimized.onnx", "-model.jar"].each {
  File file = new File(resolved, "garments-model-1.4.0" + it)
  assert Arrays.equals(file.bytes, new File(deployed, file.name).bytes)
}
assert new File(resolved, "_remote.repositories").text.contains("garments-model-1.4.0-optimized.onnx>releases=")
assert !new File(basedir, "own-repository/ai/djl").exists()

assert new File(basedir, "consumer/target/edge/again-optimized.onnx").length() > 0
assert new File(basedir, "consumer/target/surefire-reports").listFiles().any {
  it.name.endsWith(".txt") && it.text.contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0")
}
// The bill of materials names the file that was deployed.
def bom = new groovy.json.JsonSlurper().parse(new File(deployed, "garments-model-1.4.0-ml-bom.json"))
byte[] model = new File(deployed, "garments-model-1.4.0-optimized.onnx").bytes
assert bom.metadata.component.hashes[0].content == java.security.MessageDigest.getInstance("SHA-256").digest(model).encodeHex().toString()
assert bom.metadata.component.purl == "pkg:maven/com.example.deployed/garments-model@1.4.0?classifier=optimized&type=onnx"
return true
