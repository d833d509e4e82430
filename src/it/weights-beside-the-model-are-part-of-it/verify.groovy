File edge = new File(basedir, "target/edge")
File model = new File(basedir, "models/first/model.onnx")
File data = new File(basedir, "models/first/model.onnx.data")
String log = new File(basedir, "build.log").text

// One number for each model, wherever it is shown.
long fp32 = model.length() + data.length()
def quantized = new groovy.json.JsonSlurper().parse(new File(edge, "quantize.json"))
def report = new groovy.json.JsonSlurper().parse(new File(edge, "benchmark.json"))
long optimized = quantized.sizes.optimizedBytes
def variants = report.variants.collectEntries { [it.name, it] }
assert quantized.sizes.fp32Bytes == fp32
assert variants["onnx-fp32"].sizeBytes == fp32
assert variants["onnx-optimized"].sizeBytes == optimized
assert variants["onnx-fp32"].gzipBytes > optimized
assert Math.abs(report.comparisons[0].sizeRatio - ((double) fp32) / optimized) < 1e-9
String english(String format, Object... values) { String.format(Locale.ROOT, format, values) }
String inKib(long bytes) { " " + english("%.1f", bytes / (double) 1024) + " " }
assert log.contains(english("perceptron-optimized.onnx, dynamic int8: %,d bytes, %.2f times smaller than %,d",
    optimized, ((double) fp32) / optimized, fp32))
def row = { String variant -> log.readLines().find { it.startsWith("[INFO] " + variant) } }
assert row("onnx-fp32").contains(inKib(fp32))
assert row("onnx-optimized").contains(inKib(optimized))
assert log.contains(english("onnx-optimized sizeBytes relative to onnx-fp32 <= 1: found %.4gx", optimized / (double) fp32))

// One file came out of two.
assert new File(edge, "perceptron-optimized.onnx").length() == optimized
assert !edge.list().any { it.endsWith(".data") }

assert log.contains("quantize: up to date")
assert log =~ /quantize: runs, because model data model\.onnx\.data changed from sha256:\w{12} to sha256:\w{12}/
return true
