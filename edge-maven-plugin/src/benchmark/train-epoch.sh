#!/bin/sh
# What an epoch of small-cnn costs on this machine, in fresh JVMs started as the plugin starts them.
#
#   train-epoch.sh FOLDER [ROUNDS [THREADS [BASELINE COMMAND...]]]
#
# FOLDER holds Fashion-MNIST's four .gz files. A baseline command trains one epoch of the same network,
# evaluates it on the test images, as ours does, and prints "wall <seconds> s, cpu <seconds> s" of both;
# it is run in turn with ours and the medians compared.
set -eu
if [ $# -lt 1 ]; then
  sed -n '2,8p' "$0"
  exit 2
fi
folder=$(cd "$1" && pwd)
rounds=${2:-5}
threads=${3:-2}
if [ $# -ge 3 ]; then shift 3; else shift $#; fi

root=$(cd "$(dirname "$0")/../../.." && pwd)
module=$root/edge-maven-plugin
(cd "$root" && ./mvnw -q -pl edge-maven-plugin -am test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
exec java -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/test.classpath")" \
  io.edge4j.maven.train.EpochBenchmark "$folder" "$rounds" "$threads" "$@"
