#!/bin/sh
# What the export of ResNet-50 costs on this machine: a fresh JVM each round, started as the plugin
# starts one. Prints the seconds beyond the engines' start, and the peak of resident memory against
# the weights' memory. Linux only: the peak comes from /proc.
#
#   export-resnet50.sh [ROUNDS]
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
module=$root/edge-maven-plugin
(cd "$root" && ./mvnw -q -pl edge-maven-plugin -am test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
exec java -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/test.classpath")" \
  io.edge4j.maven.export.ExportBenchmark "${1:-3}"
