String log = new File(basedir, "build.log").text
def count = { String words -> log.split(java.util.regex.Pattern.quote(words), -1).length - 1 }

assert count("train: runs, because there is no earlier result") == 1
assert count("train: runs, because ") == 2
assert count("train: runs, because dataset.seed changed from 42 to 7, seed changed from 42 to 7") == 1
["train", "export", "quantize"].each { assert count(it + ": up to date") == 1 }
// The budget is gates that decide, and with it there are no default ones.
assert count("Gate passed: onnx-optimized sizeBytes <= 256000: found ") == 3
assert count("Gate passed: onnx-optimized accuracyLoss over onnx-fp32 <= 0.05: found ") == 3
assert count("Default gate ") == 0
assert new File(basedir, "target/edge/benchmark.json").isFile()
assert new File(basedir, "target/edge/benchmark.md").isFile()
assert new File(basedir, "target/edge/benchmark.html").isFile()
