#!/usr/bin/env bash
# Starts a server several times and prints how long it took from the process's start to the first
# answered prediction. Needs curl.
#
#   example-app/first-answer.sh STARTS COMMAND...
#   example-app/first-answer.sh 9 java -XX:TieredStopAtLevel=1 -jar example-app/target/example-app.jar
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6p' "$0"; exit 2; }
starts="$1"
shift
export EDGE_HOST=127.0.0.1 EDGE_PORT="${EDGE_PORT:-18090}" ORT_DISABLE_TELEMETRY=1

work="$(mktemp -d)"
server=""
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$work"' EXIT
echo "{\"inputs\": [0$(printf ',0.5%.0s' {2..784})]}" > "$work/request"

for _ in $(seq "$starts"); do
  begin="$(date +%s%N)"
  "$@" > "$work/log" 2>&1 &
  server=$!
  until curl -sf -o "$work/answer" -H 'Content-Type: application/json' -d "@$work/request" \
      "http://$EDGE_HOST:$EDGE_PORT/predict"; do
    kill -0 "$server" 2> /dev/null || { server=""; cat "$work/log"; exit 1; }
    sleep 0.003
  done
  echo $((($(date +%s%N) - begin) / 1000000)) >> "$work/millis"
  kill "$server"
  wait "$server" || true
  server=""
done
sort -n "$work/millis" | awk '{ms[NR] = $1} END {
  printf "first answer after %d ms (median of %d starts, %d to %d)\n", ms[int((NR + 1) / 2)], NR, ms[1], ms[NR]}'
