File repository = new File(basedir, "own-repository")
assert new File(repository, "com/microsoft/onnxruntime/onnxruntime").isDirectory()
assert !new File(repository, "ai/djl").exists()
assert !new File(repository, "org/eclipse/jetty").exists()

File edge = new File(basedir, "target/edge")
assert !new File(edge, "train").exists()
assert new File(edge, "seed-optimized.onnx").length() < new File(basedir, "src/model/fp32.onnx").length() / 3.6
def report = new groovy.json.JsonSlurper().parse(new File(edge, "benchmark.json"))
assert report.variants*.name as Set == ["onnx-fp32", "onnx-optimized"] as Set

// A model among filtered resources stays whole.
assert Arrays.equals(new File(basedir, "target/classes/fp32.onnx").bytes, new File(basedir, "src/model/fp32.onnx").bytes)
