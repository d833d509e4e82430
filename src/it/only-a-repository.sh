#!/usr/bin/env bash
# What was deployed serves somebody who knows nothing but the repository: after src/it/central-rules.sh.
#
#   src/it/only-a-repository.sh [VERSION]        0.1.0 when none is named
#
# The plugin by its prefix, the quickstart, which deploys its model, and an application that takes the versions of
# edge-bom and the model by its classifier, and is a module, in a linked image too. edge4j comes from the repository
# alone, into a local repository of its own; what others made may come from the user's.
set -euo pipefail
cd "$(dirname "$0")/../.."

root="$PWD"
version="${1:-0.1.0}"
repository="$PWD/target/central/repository"
work="$PWD/target/only-a-repository"
[ -d "$repository/io/edge4j" ] || { echo "run src/it/central-rules.sh first" >&2; exit 2; }
rm -rf "$work"
mkdir -p "$work"
cp -r src/it/only-a-repository/application "$work/"
cp -r example-app/quickstart "$work/iris"
rm -rf "$work/iris/target"

repositories() { # kind
  for id in releases models; do
    local url="file://$repository"
    [ $id = releases ] || url="file://$work/models"
    echo "<$1><id>$id</id><url>$url</url></$1>"
  done
}
cat > "$work/settings.xml" << EOF
<settings>
  <pluginGroups><pluginGroup>io.edge4j</pluginGroup></pluginGroups>
  <profiles>
    <profile>
      <id>only</id>
      <repositories>$(repositories repository)</repositories>
      <pluginRepositories>$(repositories pluginRepository)</pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>only</activeProfile></activeProfiles>
</settings>
EOF
users="$(sed -n 's:.*<localRepository>\(.*\)</localRepository>.*:\1:p' ~/.m2/settings.xml 2> /dev/null || true)"
users="${users:-$HOME/.m2/repository}"
[ ! -d "$users/io/edge4j/edge-runtime/$version" ] || { echo "edge-runtime $version is in $users already" >&2; exit 2; }
export ORT_DISABLE_TELEMETRY=1
maven() {
  "$root/mvnw" -B -s "$work/settings.xml" -Dmaven.repo.local="$work/local" -Dmaven.repo.local.tail="$users" \
    -Dedge.version="$version" "$@"
}

mkdir -p "$work/empty"
cd "$work/empty"
maven edge:help > "$work/help.log"
grep -q 'edge:benchmark' "$work/help.log"
maven edge:help -Ddetail -Dgoal=quantize > "$work/detail.log"
grep -q '^ *<pattern>\*classifier\*</pattern>$' "$work/detail.log"
echo "ok      mvn edge:help, without a pom"

cd "$work/iris"
maven -q deploy -DaltDeploymentRepository="models::file://$work/models" > "$work/iris.log" 2>&1
echo "ok      the quickstart builds and deploys its model: $(cd "$work/models/com/example/iris/1.0.0" && ls -- *.onnx *model.jar | tr '\n' ' ')"

cd "$work/application"
maven -q package
answer="$(java -p target/flowers-1.0.0.jar:target/lib -m com.example.flowers/com.example.flowers.Flowers 2> "$work/module.log")"
[ "$answer" = "module com.example.flowers: setosa" ]
echo "ok      an application that requires io.edge4j.runtime only: $answer"

jlink --add-modules java.base,java.logging --output "$work/image"
answer="$("$work/image/bin/java" -p target/flowers-1.0.0.jar:target/lib -m com.example.flowers/com.example.flowers.Flowers 2>> "$work/module.log")"
[ "$answer" = "module com.example.flowers: setosa" ]
echo "ok      the same in an image of two modules: $(du -sm "$work/image" | cut -f1) MB"

for artifact in edge-bom edge-runtime edge-maven-plugin; do
  grep -q '>releases=' "$work/local/io/edge4j/$artifact/$version/_remote.repositories"
done
echo "ok      edge4j came from the repository"
