def report = { String model -> new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge-${model}/benchmark.json")) }
def lines = new File(basedir, "build.log").readLines()

// The label is the class. Nothing in such a model is quantized, so both are right on the same rows.
def pipeline = report("pipeline")
assert pipeline.variants*.name == ["onnx-fp32", "onnx-optimized"]
assert pipeline.variants[0].accuracy > 0.4 && pipeline.variants[0].accuracy < 1
assert pipeline.variants[0].correct == pipeline.variants[1].correct
assert pipeline.comparisons[0].agreement == 1
assert pipeline.comparisons[0].uncompared == []
assert pipeline.gates*.metric == ["sizeBytes", "accuracyLoss", "speedup"]

// Without labels the outputs of fp32 are the measure.
def old = report("old")
assert old.variants.every { it.accuracy == null && it.p95Millis > 0 }
assert old.comparisons[0].relativeError >= 0 && old.comparisons[0].relativeError < 0.2
assert old.gates*.metric.contains("relativeError")
assert lines.any { it.contains("Variant") && it.contains("relative error to onnx-fp32") }
assert lines.any { it.contains("Variant") && it.contains("accuracy") }

// Every recipe makes what its name says, and the log says who can read it.
["fp16": 1.9, "blockwise": 3].each { recipe, smaller ->
  def made = new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge-${recipe}/quantize.json"))
  assert made.chosen == recipe
  assert made.sizes.ratio > smaller
  assert made.errors.every { it.relativeError < 0.03 }
  assert lines.any { it.contains("runs in " + made.runtimes) }
}

// Default gates advise: they stand in every report, and none fails a build.
assert (pipeline.gates + old.gates).every { it.advisory }
assert lines.any { it.contains("Default gate passed: onnx-optimized accuracyLoss over onnx-fp32 <= 0.01") }
assert !lines.any { it.startsWith("[ERROR]") }
return true
