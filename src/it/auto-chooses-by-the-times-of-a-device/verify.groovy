import groovy.json.JsonSlurper

def found = new JsonSlurper().parse(new File(basedir, "target/edge/quantize.json"))

assert found.timedOn == "device board"
assert found.decision.endsWith("; timed on device board")
def timed = found.trials.findAll { it.micros != null }
assert timed*.candidate.containsAll(["fp32", "dynamic", "blockwise"])
assert timed.every { it.micros > 0 }
assert found.trials.find { it.outcome == "chosen" }.candidate == found.chosen
// What stays on the board is parts, and no folder of a run.
assert new File(basedir, "board/cache/parts").list().length > 3
assert new File(basedir, "board/cache/jobs").list().length == 0

String log = new File(basedir, "build.log").text
def builds = log.split("Timing the candidates of recipe auto on device ")
assert builds.length == 3
assert builds[1].startsWith("device (false)")
assert builds[1].contains("Device device: its launcher ended without a shell")
assert builds[1].contains("Recipe auto chooses by the times of this machine instead")
assert builds[1].contains("timed on this machine, because device device could not be reached")
assert builds[2].startsWith("board (sh -c")
assert builds[2] =~ /Sending [\d,]+ bytes to device board/
assert builds[2].contains("timed on device board")
