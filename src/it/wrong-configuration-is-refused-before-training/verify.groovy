List<String> log = new File(basedir, "build.log").readLines()

// Each names the parameter, the value, and what would work; in the order of invoker.properties.
def refusals = [
    ["edge.dataset", "zalando", "garments, "],
    ["edge.dataset.directory", "nowhere"],
    ["edge.architecture", "huge-cnn", "small-cnn"],
    ["edge.epochs", "0"],
    ["epochs", "three"],
    ["edge.batchSize", "-1"],
    ["edge.learningRate", "0.0", "0.001"],
    ["edge.learningRateSchedule", "zigzag", "linear"],
    ["edge.validationShare", "1.5", "0.1"],
    ["edge.patience", "2", "edge.validationShare"],
    ["seed", "1.5"],
    ["edge.trainingThreads", "0"],
    ["edge.blockFactory", "com.example.Nowhere", "compile"],
    ["edge.architecture", "edge.blockFactory", "only one"],
    ["edge.modelName", "a/b"],
    ["edge.onnxModel", "nowhere.onnx"],
    ["edge.onnxModel", "edge.architecture", "mlp"],
    ["edge.opset", "12", "13"],
    ["edge.exportTolerance", "-1", "0.0001"],
    ["edge.recipe", "magic", "dynamic"],
    ["edge.calibration", "guess", "min-max"],
    ["edge.calibrationSamples", "0"],
    ["edge.maxAccuracyLoss", "-1"],
    ["edge.timeoutMinutes", "0"],
    ["edge.benchmark.warmup", "-1"],
    ["edge.benchmark.runs", "0"],
    ["edge.benchmark.batchSize", "0"],
    ["edge.benchmark.threads", "0"],
    ["edge.benchmark.forks", "0"],
    ["edge.baseline", "'latest'", "latest-release"],
    ["<epoch>", "'9'", "epochs"],
    ["folder"],
    ["<widht>", "<parameters> of <dataset>", "garments"],
    ["<layers>", "small-cnn"],
    ["p95Seconds", "p95Millis"],
    ["onnx-int4", "onnx-optimized"],
    ["<limit>", "missing"],
    ["relativeTo", "speedup"],
    ["<variants>, variant 1", "<file>"],
    ["<className>", "<parameters> of <dataset>", "missing", "com.example.Rings"],
]
def errors = log.findAll { it.contains("[ERROR] Failed to execute goal") }
assert errors.size() == refusals.size()
refusals.eachWithIndex { words, i ->
  words.each { assert errors[i].contains(it) }
}

assert !new File(basedir, "target/edge/train").exists()
assert !log.any { it.contains("Exception in thread") }
println "Slowest refusal: " + log.findAll { it.contains("Total time:") }.collect { it.replaceAll(/.*Total time: +/, "") }.max()
return true
