def lines = new File(basedir, "build.log").readLines()

// One line says it all: the rule, what was found, what was expected.
assert lines.any { it.contains("[ERROR]") && it.contains("sizeBytes") && it.contains("onnx-optimized") && it.contains("100000") }
def report = new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge/benchmark.json"))
def gate = report.gates[0]
assert gate.outcome == "failed"
assert !gate.advisory
assert gate.value.value > gate.limit

// A file of the user's is measured beside the models of the build.
assert report.variants*.name == ["onnx-fp32", "onnx-optimized", "previous"]
assert report.variants[2].sizeBytes == new File(basedir, "src/model/fp32.onnx").length()
