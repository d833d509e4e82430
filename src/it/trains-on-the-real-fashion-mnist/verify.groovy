File edge = new File(basedir, "target/edge")
def report = new groovy.json.JsonSlurper().parse(new File(edge, "benchmark.json"))
def accuracy = report.variants.collectEntries { [it.name, it.accuracy] }

assert report.dataset.name == "Fashion-MNIST"
assert accuracy["pytorch-fp32"] >= 0.893
assert accuracy["onnx-fp32"] - accuracy["onnx-optimized"] <= 0.005
// What the clock decides may stay undecided on a machine that does other things too; it must not fail.
assert report.gates.find { it.metric == "accuracyLoss" }.outcome == "passed"
assert report.gates.every { it.outcome in ["passed", "inconclusive"] }
long fp32 = new File(edge, "fashion-fp32.onnx").length()
long optimized = new File(edge, "fashion-optimized.onnx").length()
assert optimized <= 227000
assert fp32 / optimized >= 3.66
