File repository = new File(localRepositoryPath, "com/example/two-models/1.0.0")
["optimized.onnx", "model.jar", "second-optimized.onnx", "second-model.jar"].each {
  assert new File(repository, "two-models-1.0.0-" + it).isFile()
}
assert new File(repository, "two-models-1.0.0-optimized.onnx").bytes != new File(repository, "two-models-1.0.0-second-optimized.onnx").bytes

// The module's own jar carries both.
def jar = new java.util.zip.ZipFile(new File(repository, "two-models-1.0.0.jar"))
assert jar.getEntry("META-INF/edge/two-models.onnx") != null
assert jar.getEntry("META-INF/edge/second.onnx") != null
jar.close()

assert new File(basedir, "build.log").readLines().any {
  it.startsWith("[ERROR]") && it.contains("edge.outputDirectory") && it.contains("'second'") && it.contains("'two-models'")
}
return true
