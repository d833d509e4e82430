#!/bin/sh
# What recipe blockwise costs and gains beside dynamic: one row through 1024-4096-1024-4096-1024, and
# batches of 32 rows through 784-256-128-10, on one thread. Takes no arguments. Fails where less comes
# out than is asked for.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
module=$root/edge-maven-plugin
(cd "$root" && ./mvnw -q -pl edge-maven-plugin -am test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
ORT_DISABLE_TELEMETRY=1 exec java \
  -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/test.classpath")" \
  io.edge4j.maven.quantize.BlockwiseNetworks
