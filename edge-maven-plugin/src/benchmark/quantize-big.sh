#!/bin/sh
# What it costs to quantize a large model: time and memory of whole processes, until the result was
# loaded, run and compared with fp32.
#
#   [RECIPE=dynamic] quantize-big.sh FOLDER [ROUNDS [BASELINE COMMAND...]]
#
# FOLDER is where 8 GB of models are written; they are deleted at the end. A baseline command is called
# with INPUT.onnx OUTPUT.onnx, and "ext" behind them when weights lie beside the model. It is run in turn
# with ours and the medians compared. Linux only: memory is read from /proc.
set -eu
if [ $# -lt 1 ]; then
  sed -n '2,9p' "$0"
  exit 2
fi
folder=$(mkdir -p "$1" && cd "$1" && pwd)
rounds=${2:-3}
if [ $# -ge 2 ]; then shift 2; else shift $#; fi

root=$(cd "$(dirname "$0")/../../.." && pwd)
module=$root/edge-maven-plugin
(cd "$root" && ./mvnw -q -pl edge-maven-plugin -am test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
export ORT_DISABLE_TELEMETRY=1
exec java -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/test.classpath")" \
  io.edge4j.maven.quantize.LargeModelBenchmark "$folder" "$rounds" "$@"
