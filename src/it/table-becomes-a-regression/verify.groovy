File edge = new File(basedir, "target/edge")
def slurper = new groovy.json.JsonSlurper()

// The noise is 3,000; the mean alone misses by about 94,000.
def trained = slurper.parse(new File(edge, "train/training.json"))
assert trained.metric == "rmse"
assert trained.testAccuracy > 2000 && trained.testAccuracy < 7000
assert trained.epochs[0].testAccuracy < 300000

// The model takes raw columns, and says which.
String model = new String(new File(edge, "prices-optimized.onnx").bytes, "UTF-8")
assert model.contains('"squareMetres"') && model.contains('"yearBuilt"')
assert !model.contains("edge.accuracy")

def report = slurper.parse(new File(edge, "benchmark.json"))
assert report.variants*.name == ["pytorch-fp32", "onnx-fp32", "onnx-optimized"]
assert report.variants.every { it.accuracy == null && it.p95Millis > 0 }

// Judged by the error of its values, which is training's.
assert Math.abs(report.variants[0].rmse / trained.testAccuracy - 1) < 1e-3
assert report.variants.every { it.rmse > 2000 && it.rmse < 8000 && it.mae > 0 && it.mae < it.rmse && it.r2 > 0.99 }
assert report.comparisons.find { it.variant == "onnx-optimized" && it.relativeTo == "onnx-fp32" }.rmseIncrease < 1
return true
