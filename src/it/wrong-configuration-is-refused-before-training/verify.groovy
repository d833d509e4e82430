String log = new File(basedir, "build.log").text

// Each names the parameter, the value, and what would work.
def refusals = [
    ["edge.dataset", "zalando", "garments, "],
    ["edge.dataset.directory", "nowhere"],
    ["edge.architecture", "huge-cnn", "small-cnn"],
    ["edge.epochs", "0"],
    ["edge.recipe", "magic", "dynamic"],
    ["edge.benchmark.runs", "0"],
    ["edge.blockFactory", "com.example.Nowhere", "compile"],
    ["edge.onnxModel", "nowhere.onnx"],
    ["p95Seconds", "p95Millis"],
]
def errors = log.readLines().findAll { it.contains("[ERROR] Failed to execute goal") }
assert errors.size() == refusals.size()
refusals.eachWithIndex { words, i ->
  words.each { assert errors[i].contains(it) }
}

assert !new File(basedir, "target/edge/train").exists()
assert !log.contains("Exception in thread")
