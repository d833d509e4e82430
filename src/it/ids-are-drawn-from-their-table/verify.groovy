def report = { String model -> new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge-${model}/quantize.json")) }
def lines = new File(basedir, "build.log").readLines()

// What the pom says is used, what nobody said is said.
assert lines.any { it.contains("input_ids: int64[batch=1, sequence=128], 0 to 30521") }
assert lines.any { it.contains("input_ids takes 0 to 30521: its table has 30522 rows") }
assert lines.any { it.contains("token_type_ids takes 0 to 1: its table has 2 rows") }

// Ids from the whole table, and both models agree on them: the error is that of int8, and none of a broken comparison.
["said", "assumed"].each {
    double error = report(it).errors.collect { e -> e.relativeError }.max()
    assert error > 0 && error < 0.05
}

// A row for each size; what quantizing assumed is what is measured.
def measured = new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge-measured/benchmark.json"))
assert measured.variants.collect { it.name } == [
    "onnx-fp32@sequence=16", "onnx-optimized@sequence=16",
    "onnx-fp32@sequence=128", "onnx-optimized@sequence=128"]
assert measured.inputs.contains("input input_ids: int64[batch=1, sequence=128], 0 to 30521")
assert measured.gates.collect { [it.variant, it.relativeTo, it.outcome] } == [
    ["onnx-optimized@sequence=128", "onnx-fp32@sequence=128", "passed"]]
assert new File(basedir, "target/edge-measured/benchmark.html").text.contains("onnx-fp32@sequence=16")

// Samples of a notebook: 37 of 40 are right by fp32, and the model that ships says what it is.
assert report("samples").accuracy.fp32 == 0.925
assert report("samples").dataset.name == "tensors (intents)" && report("samples").dataset.testSamples == 40
def shipped = new File(basedir, "target/edge-samples/samples-optimized.onnx").getText("ISO-8859-1")
assert shipped.contains('["order","refund","status"]') && shipped.contains("edge.version") && shipped.contains("edge.accuracy")

// A dimension that the model has not is refused with those that it has, before anything runs.
def refusal = lines.find { it.contains("[ERROR]") && it.contains("tokens") }
assert refusal.contains("sequence")
assert lines.count { it.contains("quantize: runs") } == 4
return true
