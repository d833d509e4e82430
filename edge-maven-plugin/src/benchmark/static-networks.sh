#!/bin/sh
# What recipe static costs and gains on networks like ResNet-18, MobileNetV2 and MobileNetV3, and whether auto takes the best.
#
#   static-networks.sh FOLDER [SAMPLES [EPOCHS]]
#
# FOLDER holds Fashion-MNIST's four .gz files. The networks learn from the first SAMPLES (4000) images for EPOCHS (1), on one
# thread. Fails where auto takes a model that is more than 3 % slower than the best of its candidates.
set -eu
if [ $# -lt 1 ]; then
  sed -n '2,7p' "$0"
  exit 2
fi
folder=$(cd "$1" && pwd)

root=$(cd "$(dirname "$0")/../../.." && pwd)
module=$root/edge-maven-plugin
(cd "$root" && ./mvnw -q -pl edge-maven-plugin -am test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
ORT_DISABLE_TELEMETRY=1 OMP_NUM_THREADS=1 exec java -Dai.djl.offline=true \
  -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/test.classpath")" \
  io.edge4j.maven.quantize.StaticNetworks "$folder" "${2:-4000}" "${3:-1}"
