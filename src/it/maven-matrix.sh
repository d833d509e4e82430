#!/usr/bin/env bash
# Builds consumers with other Mavens and JDKs than this build's own, and prints a row of a table for each.
#
#   src/it/maven-matrix.sh [JAVA_HOME...]        the JDK of this build when none is named
#
# MAVEN_VERSIONS and CONSUMERS (names in src/it, with wildcards) choose what is run. The Mavens come
# from Maven Central, checked against the checksum beside them, into edge-maven-plugin/target/mavens.
set -euo pipefail
cd "$(dirname "$0")/../.."

versions="${MAVEN_VERSIONS:-3.8.7 3.9.16 3.10.0 4.0.0-rc-5}"
consumers="${CONSUMERS:-broken-gate-fails-the-build,two-models-in-one-module,model-of-one-build-serves-in-another}"
central=https://repo.maven.apache.org/maven2/org/apache/maven/apache-maven
mavens="$PWD/edge-maven-plugin/target/mavens"
logs="$PWD/edge-maven-plugin/target/maven-matrix"
[ $# -gt 0 ] || set -- "${JAVA_HOME:?name a JDK, or set JAVA_HOME}"

maven() {
  local archive="apache-maven-$1-bin.tar.gz"
  [ -d "$mavens/apache-maven-$1" ] && return
  mkdir -p "$mavens"
  curl -sSf -o "$mavens/$archive" "$central/$1/$archive"
  local sum kind=sha512
  # Not every release has both kinds beside it.
  sum="$(curl -sf "$central/$1/$archive.sha512")" || { kind=sha1; sum="$(curl -sSf "$central/$1/$archive.sha1")"; }
  echo "${sum%% *}  $mavens/$archive" | "${kind}sum" --quiet -c
  tar xzf "$mavens/$archive" -C "$mavens"
  rm "$mavens/$archive"
}

mkdir -p "$logs"
failed=0
echo "| Maven | JDK | consumers | result |"
echo "| --- | --- | --- | --- |"
for jdk in "$@"; do
  java="$("$jdk/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.version = //p')"
  for version in $versions; do
    maven "$version"
    log="$logs/$version-$java.log"
    result=passed
    ./mvnw -B -pl edge-maven-plugin -am verify -DskipUnitTests \
      -Dinvoker.mavenHome="$mavens/apache-maven-$version" -Dinvoker.javaHome="$jdk" \
      -Dinvoker.test="$consumers" > "$log" 2>&1 || { result="failed, see $log"; failed=1; }
    count="$(sed -n 's/.*Passed: \([0-9]*\), Failed: \([0-9]*\).*/\1 passed, \2 failed/p' "$log")"
    echo "| $version | $java | $count | $result |"
  done
done
exit $failed
