// The steps of the README after the build: serve, ask, stop.
import groovy.json.JsonSlurper

File iris = new File(basedir, "iris")
def report = new JsonSlurper().parse(new File(iris, "target/edge/benchmark.json"))
assert report.variants.find { it.name == "onnx-optimized" }.accuracy >= 0.9
// A default gate that warns would be the first thing that a newcomer sees.
assert report.gates.every { it.outcome == "passed" }
assert !new File(basedir, "build.log").text.contains("Default gate failed")

int port = new ServerSocket(0).withCloseable { it.localPort }
def builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-jar", "target/iris.jar")
builder.directory(iris).redirectErrorStream(true).redirectOutput(new File(basedir, "server.log"))
builder.environment().putAll([EDGE_HOST: "127.0.0.1", EDGE_PORT: port as String, ORT_DISABLE_TELEMETRY: "1"])
Process server = builder.start()
try {
  URL base = new URL("http://127.0.0.1:$port")
  def health = null
  for (int i = 0; i < 240 && health == null && server.alive; i++) {
    try {
      health = new JsonSlurper().parseText(new URL(base, "/healthz").text)
    } catch (IOException notYet) {
      sleep 250
    }
  }
  assert health.status == "UP" && health.model == "iris" && health.version == "1.0.0"

  // A setosa as it stands in the file: nothing is scaled.
  def request = new URL(base, "/predict").openConnection()
  request.doOutput = true
  request.setRequestProperty("Content-Type", "application/json")
  request.outputStream.withCloseable { it << '{"inputs": [5.1, 3.5, 1.4, 0.2]}' }
  assert new JsonSlurper().parse(request.inputStream).predictions[0].label == "setosa"
} finally {
  server.destroy()
}
assert server.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)
return true
