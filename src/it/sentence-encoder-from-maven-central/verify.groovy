def json = { String name -> new groovy.json.JsonSlurper().parse(new File(basedir, "target/edge/${name}.json")) }
def quantized = json("quantize")
def measured = json("benchmark")

// The int8 form is worth having, and auto says so, by the measure that embeddings are used by.
assert quantized.chosen == "dynamic"
assert quantized.judgedBy == "cosine"
assert quantized.uncompared.isEmpty()
assert quantized.errors.every { it.cosine > 0.98 }

// A row for each size of each variant.
assert measured.variants.collect { it.name } == [16, 128].collectMany { size ->
    ["onnx-fp32", "onnx-optimized", "published"].collect { "${it}@batch_2=${size}" as String } }

// Faster at both sizes, however busy the machine; by how much is a figure for whoever reads the log.
def speedup = { int size -> measured.comparisons.find {
    it.variant == "onnx-optimized@batch_2=${size}" && it.relativeTo == "onnx-fp32@batch_2=${size}" }.speedup }
assert [16, 128].every { speedup(it) > 1 }

// The published form lacks the pooler, which is 0.6 % of this one.
long published = new File(basedir, "target/models/all-minilm-l6-v2-q.onnx").length()
assert quantized.sizes.optimizedBytes <= 1.01 * published
assert quantized.sizes.ratio > 3.9

println "speed-up over fp32: ${speedup(16)} at 16 tokens, ${speedup(128)} at 128; ${quantized.sizes.optimizedBytes} bytes, published ${published}"
println new File(basedir, "target/similarity.txt").text
return true
