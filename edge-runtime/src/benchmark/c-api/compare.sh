#!/usr/bin/env bash
# edge-runtime's predictor against ONNX Runtime's C API: the same model, the same samples, the same
# natives, two processes on one core that take turns. Linux; needs gcc, unzip and a JDK.
#
#   compare.sh HEADERS LIBRARIES MODEL SAMPLES.f32 [ROUNDS [CALLS]]
#
# HEADERS holds onnxruntime_c_api.h, of the version of the natives or an older one; it comes with
# ONNX Runtime's releases for C. LIBRARIES holds the jars, as example-app/target/lib does after
# packaging. MODEL is the seed's network, 784 values in and 10 out.
set -euo pipefail
[ $# -ge 4 ] || { sed -n '2,9p' "$0"; exit 2; }
headers="$1" libraries="$2" model="$3" samples="$4" rounds="${5:-15}" calls="${6:-10000}"
here="$(cd "$(dirname "$0")" && pwd)"
export ORT_DISABLE_TELEMETRY=1

work="$(mktemp -d)"
processes=()
trap 'kill "${processes[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT
case "$(uname -m)" in aarch64) platform=linux-aarch64 ;; *) platform=linux-x64 ;; esac
unzip -qjo "$libraries"/onnxruntime-*.jar "ai/onnxruntime/native/$platform/*" -d "$work"
ln -s libonnxruntime.so "$work/libonnxruntime.so.1"
gcc -O2 -o "$work/predict" "$here/predict.c" -I "$headers" "$work/libonnxruntime.so"
javac -d "$work" -cp "$libraries/*" "$here/Predict.java"

mkfifo "$work"/{c,java}.{in,out}
LD_LIBRARY_PATH="$work" taskset -c 0 "$work/predict" "$model" \
  "${INPUT:-input}" "${OUTPUT:-logits}" "$samples" "$calls" < "$work/c.in" > "$work/c.out" &
processes+=($!)
taskset -c 0 java -XX:+UseSerialGC -Xmx64m -Donnxruntime.native.path="$work" -cp "$work:$libraries/*" \
  Predict "$model" "$samples" "$calls" < "$work/java.in" > "$work/java.out" &
processes+=($!)
exec 3> "$work/c.in" 4< "$work/c.out" 5> "$work/java.in" 6< "$work/java.out"

for round in $(seq 0 "$rounds"); do
  echo go >&3; read -r c c_classes <&4
  echo go >&5; read -r java java_classes <&6
  [ "$c_classes" = "$java_classes" ] || { echo "the answers differ"; exit 1; }
  # The first round warms both.
  [ "$round" = 0 ] || echo "$c $java"
done > "$work/rounds"
awk '{print $1}' "$work/rounds" | sort -n > "$work/c.sorted"
awk '{print $2}' "$work/rounds" | sort -n > "$work/java.sorted"
awk '{printf "%.4f\n", $2 / $1}' "$work/rounds" | sort -n > "$work/ratios"
middle=$(((rounds + 1) / 2))
echo "p50 of $calls calls, median of $rounds rounds in turn:" \
  "C API $(sed -n "${middle}p" "$work/c.sorted") us," \
  "edge-runtime $(sed -n "${middle}p" "$work/java.sorted") us," \
  "ratio $(sed -n "${middle}p" "$work/ratios")"
