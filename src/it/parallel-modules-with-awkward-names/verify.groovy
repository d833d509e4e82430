def slurper = new groovy.json.JsonSlurper()
def edge = { String module -> new File(basedir, "${module}/target/edge") }

// Each module has its own model, made its own way, and measured while nothing else was.
def first = slurper.parse(new File(edge("großes modell"), "benchmark.json"))
def second = slurper.parse(new File(edge("second"), "benchmark.json"))
assert first.model == "first"
assert second.model == "second"
assert !Arrays.equals(new File(edge("großes modell"), "first-optimized.onnx").bytes, new File(edge("second"), "second-optimized.onnx").bytes)

def lines = new File(basedir, "build.log").readLines()
assert lines.count { it.contains("BUILD SUCCESS") } == 4

// quantize ran once in each module and was forced once, though two goals asked for it.
assert lines.count { it.contains("quantize: runs, because there is no earlier result") } == 2
assert lines.count { it.contains("quantize: runs, because edge.force is set") } == 1
assert lines.count { it.contains("quantize: up to date") } >= 7

// Without a dataset nobody is warned that there is no accuracy. (A speed-up may stay undecided on a busy machine.)
assert !lines.any { it.startsWith("[WARNING] Gate") && it.contains("accuracy") }
return true
