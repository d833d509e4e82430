#!/usr/bin/env bash
# What a build in which nothing has changed pays for the plugin: builds one of the consumers of src/it
# with and without -Dedge.skip in turns, and prints the median of each in milliseconds.
#
#   edge-maven-plugin/src/benchmark/up-to-date.sh [CONSUMER [ROUNDS]]
#
# Run `./mvnw verify -DskipUnitTests -Dinvoker.test=CONSUMER` first: it installs the plugin for consumers.
set -euo pipefail
cd "$(dirname "$0")/../../.."
consumer="${1:-network-of-the-project}"
rounds="${2:-11}"
root="$PWD"
repository="$root/edge-maven-plugin/target/it-repository"
work="$root/edge-maven-plugin/target/up-to-date"
property() { ./mvnw -q -pl edge-maven-plugin help:evaluate -Dexpression="$1" -DforceStdout; }

rm -rf "$work"
mkdir -p "$work"
cp -r "src/it/$consumer/." "$work"
sed -i "s|@project.version@|$(property project.version)|; s|@djl.version@|$(property djl.version)|" "$work/pom.xml"
sed "s|@localRepositoryUrl@|file://$(property settings.localRepository)|; s|@itRepositoryUrl@|file://$repository|" \
  src/it/settings.xml > "$work/settings.xml"

build() {
  ./mvnw -B -ntp -q -s "$work/settings.xml" -Dmaven.repo.local="$repository" -f "$work/pom.xml" package "$@" \
    >> "$work/build.log" 2>&1
}
milliseconds() {
  local start
  start="$(date +%s%N)"
  build "$@"
  echo $((($(date +%s%N) - start) / 1000000))
}
median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

build
for ((i = 0; i < rounds; i++)); do
  milliseconds >> "$work/with"
  milliseconds -Dedge.skip >> "$work/without"
done
with="$(median < "$work/with")"
without="$(median < "$work/without")"
echo "$consumer, $rounds rounds: $with ms up to date, $without ms with -Dedge.skip, difference $((with - without)) ms"
