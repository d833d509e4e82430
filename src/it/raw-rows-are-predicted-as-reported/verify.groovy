File edge = new File(basedir, "target/edge")
def slurper = new groovy.json.JsonSlurper()

// One accuracy from training to the benchmark; RawRowsTest has found it in predict and in POST /predict.
def trained = slurper.parse(new File(edge, "train/training.json"))
def quantized = slurper.parse(new File(edge, "quantize.json"))
def report = slurper.parse(new File(edge, "benchmark.json"))
assert quantized.accuracy.fp32 == trained.testAccuracy
assert report.variants.collectEntries { [it.name, it.accuracy] } == [
  "pytorch-fp32": trained.testAccuracy, "onnx-fp32": trained.testAccuracy, "onnx-optimized": quantized.accuracy.optimized]
return true
