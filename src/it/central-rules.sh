#!/usr/bin/env bash
# Builds a release of this tree into a file repository, and checks it against what Maven Central asks for
# (https://central.sonatype.org/publish/requirements/): nothing is uploaded. Prints a line for each rule.
#
#   src/it/central-rules.sh [VERSION]        0.1.0 when none is named
#
# Wants gpg, which makes a throw-away key and reads the signatures. The repository stays in
# target/central/repository, where src/it/only-a-repository.sh tries it as a consumer elsewhere does.
set -euo pipefail
cd "$(dirname "$0")/../.."

version="${1:-0.1.0}"
work="$PWD/target/central"
repository="$work/repository"
rm -rf "$work"
mkdir -p "$work/tree" "$work/keys"
chmod 700 "$work/keys"

# A copy with the version of a release: this tree stays as it is.
git ls-files -z --cached --others --exclude-standard | tar c --null -T - | tar x -C "$work/tree"
snapshot="$(sed -n 's:.*<version>\(.*-SNAPSHOT\)</version>.*:\1:p' pom.xml | head -1)"
find "$work/tree" -name pom.xml -not -path '*/src/*' -exec sed -i "s/${snapshot//./\\.}/$version/" {} +

export GNUPGHOME="$work/keys" MAVEN_GPG_PASSPHRASE=""
gpg --batch --quiet --passphrase '' --quick-gen-key 'throw-away key of a test' rsa3072 sign 1d
MAVEN_GPG_KEY="$(gpg --batch --armor --export-secret-keys)"
export MAVEN_GPG_KEY ORT_DISABLE_TELEMETRY=1
(cd "$work/tree" && ./mvnw -B -q deploy -Prelease -DskipTests -Dspotless.check.skip -Dmaven.install.skip -pl '!example-app' \
  -DaltDeploymentRepository="check::file://$repository")
gpgconf --kill gpg-agent

failed=0
rule() {
  if [ -z "$2" ]; then
    echo "ok      $1"
  else
    echo "BROKEN  $1"
    printf '          %s\n' $2
    failed=1
  fi
}

# Every file of the release but checksums, signatures and metadata.
released() { find "$repository" -type f "$@" -not -name '*.asc' -not -name '*.md5' -not -name '*.sha1' \
  -not -name '*.sha256' -not -name '*.sha512' -not -name 'maven-metadata*'; }
lacking() { # the files among those on standard input for which $1.$2 does not exist
  while read -r file; do [ -s "$file$1" ] || echo "${file#"$repository/"}$1"; done
}

expected="edge4j-parent edge-bom edge-runtime edge-maven-plugin"
rule "is there: $expected, and nothing else" \
  "$(diff <(tr ' ' '\n' <<< "$expected" | sort) <(cd "$repository/io/edge4j" && find . -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort) | grep '^[<>]' || true)"
rule "no version is a snapshot" "$(find "$repository" -name '*SNAPSHOT*'; grep -rl SNAPSHOT --include='*.pom' "$repository" || true)"
for element in name description url license developer scm connection developerConnection issueManagement; do
  rule "each pom has <$element>, or a parent that has it" "$(
    for pom in $(released -name '*.pom'); do
      grep -q "<$element>\|<$element " "$pom" && continue
      # Only these are inherited.
      [[ " name description " != *" $element "* ]] && grep -q '<parent>' "$pom" && grep -q "<$element" "$repository"/io/edge4j/edge4j-parent/*/*.pom && continue
      echo "${pom#"$repository/"}"
    done)"
done
jars="$(released -name "*-$version.jar")"
rule "each jar has its sources" "$(sed 's/\.jar$//' <<< "$jars" | lacking -sources.jar)"
rule "each jar has its Javadoc" "$(sed 's/\.jar$//' <<< "$jars" | lacking -javadoc.jar)"
rule "each jar has its SBOM (CycloneDX 1.6)" "$(sed 's/\.jar$//' <<< "$jars" | lacking -cyclonedx.json
  released -name '*-cyclonedx.json' | xargs grep -L '"specVersion" : "1.6"' || true)"
rule "the sources are those of every class" "$(
  for jar in $jars; do
    # Nested and generated classes have no file of their own.
    diff <(unzip -Z1 "$jar" 'io/*.class' | grep -v '\$\|/help/\|/HelpMojo' | sed 's/\.class$//' | sort) \
      <(unzip -Z1 "${jar%.jar}-sources.jar" 'io/*.java' | grep -v 'package-info' | sed 's/\.java$//' | sort) | grep '^<' || true
  done | grep -v package-info || true)"
rule "each jar has META-INF/LICENSE and META-INF/NOTICE" "$(
  for jar in $(released -name '*.jar'); do
    for terms in META-INF/LICENSE META-INF/NOTICE; do
      unzip -Z1 "$jar" "$terms" > /dev/null 2>&1 || echo "${jar#"$repository/"}!$terms"
    done
  done)"
rule "each file has a signature" "$(released | lacking .asc)"
rule "each signature is good" "$(
  for file in $(released); do gpg --batch --quiet --verify "$file.asc" "$file" 2> /dev/null || echo "${file#"$repository/"}"; done)"
for sum in md5 sha1; do
  rule "each file has its $sum, and it is right" "$(
    for file in $(released); do
      [ "$(tr -d ' \n' < "$file.$sum" 2> /dev/null)" = "$("${sum}sum" "$file" | cut -d' ' -f1)" ] || echo "${file#"$repository/"}.$sum"
    done)"
done
rule "no repositories in the poms" "$(grep -rlE '<(plugin)?[rR]epositor(y|ies)>' --include='*.pom' "$repository" || true)"
gpgconf --kill gpg-agent
rm -rf "$work/keys" "$work/tree"
exit $failed
