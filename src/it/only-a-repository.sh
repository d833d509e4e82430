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

# The service of another integration test, with the model that the quickstart deployed.
services="$root/src/it/services-of-frameworks-predict"
mkdir -p "$work/service/src/main/java/com/example"
sed -e 's:<groupId>com.example.services</groupId>:<groupId>com.example</groupId>:' \
  -e 's:<artifactId>garments-model</artifactId>:<artifactId>iris</artifactId><classifier>model</classifier>:' \
  -e '/<sourceDirectory>/d' "$services/boot35-spring-first/pom.xml" > "$work/service/pom.xml"
sed -e 's:garments.onnx:iris.onnx:' -e 's:28 \* 28:4:' \
  "$services/boot35/src/main/java/com/example/Service.java" > "$work/service/src/main/java/com/example/Service.java"
cd "$work/service"
maven -q package > "$work/service-build.log" 2>&1
java -Dserver.port=0 -Dserver.address=127.0.0.1 -jar target/boot35-spring-first-1.0.0.jar > "$work/service.log" 2>&1 &
service=$!
trap 'kill $service 2> /dev/null || true' EXIT
for _ in $(seq 240); do
  port="$(sed -n 's/.*started on port \([0-9]*\).*/\1/p' "$work/service.log")"
  [ -z "$port" ] || break
  kill -0 $service
  sleep 0.5
done
answer="$(curl -sf --noproxy '*' -H 'Content-Type: application/json' -d '[5.1, 3.5, 1.4, 0.2]' "http://127.0.0.1:$port/predict")"
health="$(curl -sf --noproxy '*' "http://127.0.0.1:$port/actuator/health")"
[[ "$answer" == *setosa* && "$health" == *UP* ]]
kill $service
echo "ok      a service in Spring Boot 3.5: $answer, $health"

if command -v gradle > /dev/null; then
  cp -r "$root/src/it/only-a-repository/gradle" "$work/"
  cd "$work/gradle"
  answer="$(gradle -q --no-daemon --offline -g "$work/gradle-home" run -PedgeVersion="$version" \
    -PedgeRepository="file://$repository" -PmodelRepository="file://$work/models" -PotherRepository="file://$users" 2> "$work/gradle.log")"
  [[ "$answer" == "unnamed module"*": setosa" ]]
  echo "ok      $(gradle -q --version | grep '^Gradle'): $answer"
else
  echo "not run a build by Gradle: there is none (apt-get install gradle)"
fi

for artifact in edge-bom edge-runtime edge-maven-plugin; do
  grep -q '>releases=' "$work/local/io/edge4j/$artifact/$version/_remote.repositories"
done
echo "ok      edge4j came from the repository"
