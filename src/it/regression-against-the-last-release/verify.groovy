def report(String version) {
  new groovy.json.JsonSlurper().parse(new File(basedir, "target/${version}/edge/benchmark.json"))
}

def first = report("1.0.0")
assert first.baseline.outcome == "first-release"
assert first.gates[0].outcome == "not-measured"
assert !first.variants.any { it.name == "baseline" }

def heldAgainst = ["1.1.0": "1.0.0", "1.2.0": "1.0.0", "1.2.1": "1.1.0"]
heldAgainst.each { version, release ->
  def report = report(version)
  assert report.baseline.outcome == "resolved"
  assert report.baseline.version == release
  assert report.variants.find { it.name == "baseline" }.sizeBytes > 0
  assert report.comparisons.any { it.relativeTo == "onnx-optimized" && it.variant == "baseline" && it.speedup > 0 }
  assert report.gates[0].outcome == "passed"
}

assert report("1.2.2").baseline.outcome == "missing"
assert report("1.2.3").baseline.outcome == "offline"

def lines = new File(basedir, "build.log").readLines()
assert lines.any { it.startsWith("[ERROR]") && it.contains("no baseline") && it.contains("0.9.9") }
assert lines.any { it.startsWith("[WARNING]") && it.contains("no baseline") && it.contains("there is no earlier release") }
assert lines.any { it.startsWith("[WARNING]") && it.contains("no baseline") && it.contains("offline") }
return true
