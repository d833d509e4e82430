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

// The page names the release with which the size changed, and what it has no figures of.
def page = { String version -> new File(basedir, "target/${version}/edge/benchmark.html").text }
assert page("1.0.0") =~ /<li>1\.0\.0: size KiB 443\.2 → [\d.]+ \(-\d+\.\d %\), made by dynamic int8 and not by static int8/
["1.0.0", "1.2.0"].each { version ->
  assert page(version).contains("Release 0.7.0 is left out: its report has schema 1, this plugin reads 2.")
  assert page(version).contains("Release 0.8.0 is left out: it was released without a report.")
  assert page(version).contains("<title>0.9.0: 443.2</title>")
}
assert page("1.2.0").contains("1.2.0 (this build)")
assert page("1.2.0").contains('<th scope="row">1.0.0</th>')
assert !page("1.2.0").contains('<th scope="row">1.1.0</th>')
assert page("1.2.1").contains('<th scope="row">1.1.0</th>')
assert page("1.2.3").contains("Maven runs offline: no earlier release was looked for.")
assert page("1.0.0").contains("<h2>Layers</h2>")

def lines = new File(basedir, "build.log").readLines()
assert lines.any { it.startsWith("[ERROR]") && it.contains("no baseline") && it.contains("0.9.9") }
assert lines.any { it.startsWith("[WARNING]") && it.contains("no baseline") && it.contains("there is no earlier release") }
assert lines.any { it.startsWith("[WARNING]") && it.contains("no baseline") && it.contains("offline") }
return true
