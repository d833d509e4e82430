#!/usr/bin/env bash
# Builds one project in two checkouts at the same time, with one local repository, and compares what
# came out, byte for byte. Benchmarks take turns: each waits for the machine's lock.
#
#   src/it/two-checkouts-at-once.sh [GOAL...]        verify when none is named
#
# Run `./mvnw verify -DskipUnitTests -Dinvoker.test=model-of-one-build-serves-in-another` first: it installs
# the plugin for consumers.
set -euo pipefail
cd "$(dirname "$0")/../.."
root="$PWD"
repository="$root/edge-maven-plugin/target/it-repository"
work="$root/edge-maven-plugin/target/two-checkouts"
property() { ./mvnw -q -pl edge-maven-plugin help:evaluate -Dexpression="$1" -DforceStdout; }
[ $# -gt 0 ] || set -- verify

rm -rf "$work"
mkdir -p "$work/first" "$work/second"
for checkout in first second; do
  cp -r src/it/model-of-one-build-serves-in-another/producer/. "$work/$checkout"
done
sed "s|@localRepositoryUrl@|file://$(property settings.localRepository)|; s|@itRepositoryUrl@|file://$repository|" \
  src/it/settings.xml > "$work/settings.xml"
version="$(property project.version)"
timestamp="-Dproject.build.outputTimestamp=2026-01-01T00:00:00Z"

build() {
  ./mvnw -B -ntp -s "$work/settings.xml" -Dmaven.repo.local="$repository" -Dedge.version="$version" "$timestamp" \
    -f "$work/$1/pom.xml" "${@:2}" > "$work/$1.log" 2>&1
}
build first "$@" &
first=$!
build second "$@" &
second=$!
failed=0
wait "$first" || { echo "first failed, see $work/first.log"; failed=1; }
wait "$second" || { echo "second failed, see $work/second.log"; failed=1; }
for file in edge/garments-fp32.onnx edge/garments-optimized.onnx edge/garments-model.jar garments-model-1.0.0.jar; do
  if cmp "$work/first/target/$file" "$work/second/target/$file"; then
    echo "same bytes: $file"
  else
    failed=1
  fi
done
grep -h "waiting for it to end" "$work"/*.log || echo "No benchmark had to wait"
exit $failed
