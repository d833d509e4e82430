#!/usr/bin/env bash
# Builds the image of the Dockerfile beside it, runs it and checks it, without a Docker engine.
# Needs root, buildah, mmdebstrap and curl; `target/` must hold the packaged example-app.
#
#   example-app/container.sh [JDK_BASE_TAR]
#
# JDK_BASE_TAR is kept between runs when named; otherwise a base is made and thrown away. What
# stays is the image, localhost/example-app.
set -euo pipefail
cd "$(dirname "$0")"

for tool in buildah mmdebstrap curl; do
  command -v "$tool" > /dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "skipped: only root can build here"; exit 0; }
[ -f target/example-app.jar ] || { echo "target/example-app.jar is missing: package it first"; exit 1; }

work="$(mktemp -d)"
container=""
server=""
cleanup() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  [ -z "$container" ] || buildah rm "$container" > /dev/null
  buildah rmi localhost/edge-jdk-base > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

base="${1:-$work/jdk-base.tar}"
if [ ! -s "$base" ]; then
  echo "== a base image with a JDK"
  mmdebstrap --quiet --variant=apt --include=openjdk-17-jdk-headless,libstdc++6,zlib1g,binutils \
    bookworm "$base"
fi
scratch="$(buildah from scratch)"
buildah add "$scratch" "$base" / > /dev/null
buildah commit --rm "$scratch" localhost/edge-jdk-base > /dev/null 2>&1

echo "== the image"
buildah rmi localhost/example-app > /dev/null 2>&1 || true
buildah bud --isolation chroot --pull-never --format docker \
  --build-arg BUILD_IMAGE=localhost/edge-jdk-base -t localhost/example-app . > "$work/build.log" 2>&1 \
  || { tail -20 "$work/build.log"; exit 1; }
container="$(buildah from --pull-never localhost/example-app)"
root="$(buildah mount "$container")"
bytes="$(du -sb --apparent-size "$root" | cut -f1)"
echo "size: $(awk "BEGIN {printf \"%.1f\", $bytes / 1e6}") MB"
[ "$bytes" -le 75000000 ] || { echo "larger than 75 MB"; exit 1; }
[ ! -e "$root/bin/sh" ] || { echo "there is a shell in it"; exit 1; }

echo "== a container, as user 10001, with nothing to write to but /tmp"
mapfile -t entrypoint < <(buildah inspect --format '{{range .OCIv1.Config.Entrypoint}}{{println .}}{{end}}' \
  localhost/example-app | sed '/^$/d')
port=18090
# What a container engine adds: /proc, devices, a root that cannot be written, a /tmp that can.
mkdir -p "$root/proc" "$root/dev"
mount --bind "$root" "$root" && mount -o remount,ro,bind "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero random urandom; do
  touch "$root/dev/$device" && mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs tmpfs "$root/tmp"
unmount() { umount "$root"/dev/* "$root/dev" "$root/proc" "$root/tmp" "$root" 2> /dev/null || true; }
trap 'unmount; cleanup' EXIT

inside=(env -i PATH="$PATH" EDGE_HOST=127.0.0.1 EDGE_PORT=$port ORT_DISABLE_TELEMETRY=1
  chroot --userspec=10001:10001 "$root")
"${inside[@]}" "${entrypoint[0]}" -Xshare:on "${entrypoint[@]:1}" --help > /dev/null \
  || { echo "the class-data archive cannot be used"; exit 1; }
EDGE_PORT=$port ./first-answer.sh 5 "${inside[@]}" "${entrypoint[@]}"
"${inside[@]}" "${entrypoint[@]}" > "$work/server.log" 2>&1 &
server=$!
zeros="$(printf '0,%.0s' {1..783})0"
until curl -sf -o "$work/answer" -H 'Content-Type: application/json' \
    -d "{\"inputs\":[$zeros]}" "http://127.0.0.1:$port/predict"; do
  kill -0 "$server" || { cat "$work/server.log"; exit 1; }
  sleep 0.01
done
head -c 120 "$work/answer"; echo " ..."
curl -sf "http://127.0.0.1:$port/healthz" > /dev/null
echo "resident: $(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$server/status") MB"
[ "$(awk '/^Uid/ {print $2}' "/proc/$server/status")" = 10001 ] || { echo "not user 10001"; exit 1; }

echo "== its health check, and its end"
mapfile -t health < <(buildah inspect --format '{{range .Docker.Config.Healthcheck.Test}}{{println .}}{{end}}' \
  localhost/example-app | sed '/^$/d')
"${inside[@]}" "${health[@]:1}"
kill -TERM "$server"
code=0; wait "$server" || code=$?
server=""
[ "$code" = 143 ] || { echo "ended with $code instead of 143"; exit 1; }
echo "container: all well"
