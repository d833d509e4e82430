#!/bin/sh
# Whether a model answers on ARM processors, which QEMU emulates, what it answers here, by each recipe: through the example's
# server, and through the benchmark on a device. Figures of time are an emulator's.
#
#   arm64.sh FOLDER [IMAGES [PROCESSOR...]]
#
# FOLDER holds Fashion-MNIST's four .gz files. IMAGES (2000) of its test split are asked. Processors: cortex-a53, cortex-a72 and
# neoverse-n1 unless named. Needs a Debian or Ubuntu with apt-get, dpkg-deb and, unless qemu-user-static and
# debian-archive-keyring are there, root or sudo. What was fetched stays in target/arm64: Debian's Java for arm64 in a folder,
# about 350 MB, which nothing else is installed from.
set -eu
if [ $# -lt 1 ]; then
  sed -n '2,10p' "$0"
  exit 2
fi
folder=$(cd "$1" && pwd)
images=${2:-2000}
if [ $# -ge 2 ]; then shift 2; else shift $#; fi
[ $# -gt 0 ] || set -- cortex-a53 cortex-a72 neoverse-n1

root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$root/target/arm64
mkdir -p "$work"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
wanted=
command -v qemu-aarch64-static >/dev/null || wanted=qemu-user-static
[ -f "$keyring" ] || wanted="$wanted debian-archive-keyring"
if [ -n "$wanted" ]; then
  as_root=
  [ "$(id -u)" = 0 ] || as_root=sudo
  # shellcheck disable=SC2086 # Words.
  $as_root apt-get install -y --no-install-recommends $wanted
fi

# An apt of its own: this system's packages stay as they are.
if [ ! -f "$work/root/done" ]; then
  rm -rf "$work/apt" "$work/root"
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
  : >"$work/apt/status"
  echo "deb [signed-by=$keyring] ${EDGE_DEBIAN:-http://deb.debian.org/debian} bookworm main" \
    >"$work/apt/sources.list"
  cat >"$work/apt/apt.conf" <<EOF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
Dir::State "$work/apt";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
EOF
  export APT_CONFIG="$work/apt/apt.conf"
  apt-get -q update
  apt-get -q install -y --download-only openjdk-17-jre-headless libstdc++6 >/dev/null
  unset APT_CONFIG
  for package in "$work"/apt/cache/archives/*_arm64.deb; do dpkg-deb -x "$package" "$work/root"; done
  rm -rf "$work/apt"
  : >"$work/root/done"
fi

# What /proc/cpuinfo of such a board says: with this machine's own, ONNX Runtime crashes while it loads.
cpuinfo() {
  case $1 in
    cortex-a53) part=0xd03 features="" ;;
    cortex-a72) part=0xd08 features="" ;;
    neoverse-n1) part=0xd0c features=" atomics fphp asimdhp asimdrdm lrcpc dcpop asimddp" ;;
    *) echo "processor $1 is not known; cortex-a53, cortex-a72 and neoverse-n1 are" >&2; exit 2 ;;
  esac
  for number in 0 1; do
    printf 'processor\t: %s\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid%s\n' $number "$features"
    printf 'CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: %s\nCPU revision\t: 3\n\n' $part
  done
}
commands=
for processor; do
  board=$work/$processor
  home=$board/usr/lib/jvm/java-17-openjdk-arm64
  rm -rf "$board"
  cp -al "$work/root" "$board"
  mkdir -p "$board/proc"
  cpuinfo "$processor" >"$board/proc/cpuinfo"
  mv "$home/bin/java" "$home/bin/java.arm64"
  # The JVM starts others by its own command: a script, for the kernel runs no ARM. JDK 17's helper for that is ARM, too.
  cat >"$home/bin/java" <<EOF
#!/bin/sh
exec qemu-aarch64-static -cpu $processor -L '$board' '$home/bin/java.arm64' -Djdk.lang.Process.launchMechanism=VFORK "\$@"
EOF
  chmod +x "$home/bin/java"
  commands="$commands $processor=$home/bin/java"
done

module=$root/edge-maven-plugin
(cd "$root" && ./mvnw -q -pl edge-maven-plugin -am test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test)
server=$root/edge-runtime/target/classes:$(cat "$root/edge-runtime/target/test.classpath")
mkdir -p "$work/example"
javac -d "$work/example" -cp "$server" "$root/example-app/src/main/java/io/edge4j/example/ExampleApp.java"
ORT_DISABLE_TELEMETRY=1 exec java -Dai.djl.offline=true \
  -cp "$module/target/test-classes:$module/target/classes:$(cat "$module/target/test.classpath")" \
  io.edge4j.maven.benchmark.EmulatedArm64 "$folder" "$work" "$images" "$work/example:$server" $commands
