def lines = new File(basedir, "build.log").readLines()

// One line says it all: the rule, what was found, what was expected.
assert lines.any { it.contains("[ERROR]") && it.contains("sizeBytes") && it.contains("onnx-int8") && it.contains("100000") }
def gate = new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge/benchmark.json")).gates[0]
assert gate.outcome == "failed"
assert gate.value.value > gate.limit
