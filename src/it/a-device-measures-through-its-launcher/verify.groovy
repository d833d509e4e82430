import groovy.json.JsonSlurper

File edge = new File(basedir, "target/edge")
def here = new JsonSlurper().parse(new File(edge, "benchmark.json"))
def there = new JsonSlurper().parse(new File(edge, "benchmark-board.json"))

assert here.device == "this machine"
assert here.gates.isEmpty()
assert there.device == "board"
assert there.variants*.name == ["onnx-fp32", "onnx-optimized"]
assert there.gates*.outcome == ["passed"]
assert there.protocol.heap.endsWith("-Xms256m -Xmx256m")
assert there.machine.features != null
assert new File(edge, "benchmark-board.html").text.contains("board")
assert !new File(edge, "benchmark-away.json").exists()
// What the board keeps is parts, and no folder of a run.
assert new File(basedir, "board/cache/parts").list().length > 3
assert new File(basedir, "board/cache/jobs").list().length == 0
assert !new File(edge, ".device-board").exists()

String log = new File(basedir, "build.log").text
assert log =~ /Sending [\d,]+ bytes to device board/
assert log.contains("Device board has all it needs: 0 bytes sent")
assert log.contains("Device away: its launcher ended without a shell")
assert log.contains("no route to host")
assert log.contains("Gate not-measured: onnx-optimized p95Millis on away")
