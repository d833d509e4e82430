def jar = new java.util.zip.ZipFile(new File(basedir, "target/network-1.0.0.jar"))
assert jar.getEntry("META-INF/edge/network.onnx") != null
jar.close()
def report = new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge/quantize.json"))
assert report.toString().contains("MatMul") || report.toString().contains("Gemm")

String log = new File(basedir, "build.log").text
["train", "export", "quantize"].each {
  assert log.count(it + ": runs, because") == 1
  assert log.contains(it + ": up to date")
}
return true
