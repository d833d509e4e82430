// Each service is started as it ships, asked, found healthy, and ended in good order.
import groovy.json.JsonSlurper

int free() { new ServerSocket(0).withCloseable { it.localPort } }

def ask(String url, Object values) {
  def request = new URL(url).openConnection()
  request.doOutput = true
  request.setRequestProperty("Content-Type", "application/json")
  request.outputStream.withCloseable { it << groovy.json.JsonOutput.toJson(values) }
  return [status: request.responseCode,
    answer: request.responseCode == 200 ? new JsonSlurper().parse(request.inputStream) : null]
}

def services = [
  [name: "boot35-runtime-first", jar: "target/boot35-runtime-first-1.0.0.jar", health: "/actuator/health"],
  [name: "boot35-spring-first", jar: "target/boot35-spring-first-1.0.0.jar", health: "/actuator/health"],
  [name: "boot35-server", jar: "target/boot35-server-1.0.0.jar", health: "/actuator/health", own: true],
  [name: "boot4-runtime-first", jar: "target/boot4-runtime-first-1.0.0.jar", health: "/actuator/health"],
  [name: "boot4-spring-first", jar: "target/boot4-spring-first-1.0.0.jar", health: "/actuator/health"],
  [name: "quarkus", jar: "target/quarkus-app/quarkus-run.jar", health: "/q/health/ready"]]

services.each { service ->
  int port = free()
  int own = free()
  File log = new File(basedir, service.name + ".log")
  def builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java",
    "-Dserver.port=$port", "-Dserver.address=127.0.0.1", "-Dquarkus.http.port=$port", "-Dquarkus.http.host=127.0.0.1",
    "-Dedge.port=$own", "-Dmanagement.endpoint.health.show-details=always",
    "-jar", new File(basedir, service.name + "/" + service.jar).path)
  builder.redirectErrorStream(true).redirectOutput(log)
  builder.environment().put("ORT_DISABLE_TELEMETRY", "1")
  Process process = builder.start()
  try {
    def health = null
    for (int i = 0; i < 480 && health == null && process.alive; i++) {
      try {
        health = new JsonSlurper().parseText(new URL("http://127.0.0.1:$port" + service.health).text)
      } catch (IOException notYet) {
        sleep 250
      }
    }
    assert health?.status == "UP" : service.name + ":\n" + log.text
    assert health.components?.edge?.status == "UP" || health.checks.any { it.name == "edge" && it.status == "UP" }

    def image = [0.5f] * 784
    if (service.own) {
      def first = ask("http://127.0.0.1:$own/predict", [inputs: image])
      assert first.status == 200 && first.answer.predictions[0].values.size() == 10 : log.text
      assert ask("http://127.0.0.1:$own/predict", [inputs: [0.5f]]).status == 422
    } else {
      def first = ask("http://127.0.0.1:$port/predict", image)
      assert first.status == 200 && first.answer.index in 0..9 : log.text
      assert ask("http://127.0.0.1:$port/predict", [0.5f]).status == 400
    }
  } finally {
    process.destroy()
  }
  assert process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)
  assert !log.text.contains("crash") && !(log.text =~ /SIG(SEGV|ABRT)/)
  if (service.name.startsWith("boot")) {
    assert log.text.contains("Graceful shutdown complete")
  }
}
return true
