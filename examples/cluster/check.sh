#!/bin/bash
# A small atlas through Snakemake with a worker killed at a random time, against one run. Usage: check.sh [PROFILE] [more
# options of snakemake]; CHECK_CONFIG has more of its --config; in both FOLDER stands for the folder that all lies in.
# FEATURE_ATLAS names the program, SNAKEMAKE the engine; CHECK_ATLAS a configuration instead of a small one of the demo,
# CHECK_SHARD_BYTES the size of its parts; CHECK_RUNS how many times, each with another seed; CHECK_LIMIT the address space
# of a worker in KiB.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
CHECK_CONFIG=${CHECK_CONFIG:-}
tool=$(command -v "${FEATURE_ATLAS:-feature-atlas}") || { echo "skipped: there is no feature-atlas"; exit 0; }
engine=$(command -v "${SNAKEMAKE:-snakemake}") || { echo "skipped: there is no snakemake"; exit 0; }
profile=${1:-$here/profiles/laptop}
shift || true
folder=$(mktemp -d "${CHECK_FOLDER:-${TMPDIR:-/tmp}}/cluster-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Pods get what lies below the folder that Snakemake runs in.
cp "$here/Snakefile" "$here/run.yaml" .
if [ -n "${CHECK_ATLAS:-}" ]; then
  atlas=$(realpath "$CHECK_ATLAS")
else
  atlas=$folder/atlas.yml
  cat >"$atlas" <<YAML
title: The demo in small
seed: 17
checkpoints:
  - {id: l6-w512, path: $here/../checkpoints/l6-w512, layer: 6}
datasets:
  - id: messages
    examples: $here/../messages.csv
    columns: {id: id, text: text, label: label, groups: [gender], split: split, cluster: cluster}
    states: {6: $here/../states/messages.layer6.safetensors}
    tokens: $here/../states/messages.tokens.jsonl
pooling: [max]
probes: {representations: [majority, hidden, random-dictionary], c: [0.1], folds: 3}
bias: {ablation: false}
YAML
fi
size=${CHECK_SHARD_BYTES:-100kB}
"$tool" plan "$atlas" --shard-bytes "$size" -o plan.json -q
shards=$(python3 -c 'import json; print(json.load(open("plan.json"))["shards"])')

# What is compared with: one run, and the same shards joined at once. Each worker has the same room, however many there are.
"$tool" analyze "$atlas" -o one --no-cache -q
"$tool" render one -o one-site -q
for count in 2 "$shards"; do
  parts=()
  slowest=0
  for shard in $(seq "$count"); do
    start=$(date +%s%N)
    (
      ulimit -v "${CHECK_LIMIT:-400000}"
      "$tool" analyze "$atlas" --shard "$shard/$count" --no-cache --threads 1 -o "$count-$shard.part" -q
    )
    took=$((($(date +%s%N) - start) / 1000000))
    slowest=$((took > slowest ? took : slowest))
    parts+=("$count-$shard.part")
  done
done
"$tool" merge "${parts[@]}" -o one.part -q

for seed in $(seq "${CHECK_RUNS:-1}"); do
  rm -rf work atlas killing killed faster tool
  RANDOM=$seed
  victim=$((RANDOM % shards + 1))
  delay=$(python3 -c "print(round(0.8 * $RANDOM / 32768 * $slowest / 1000, 3))")
  # The first worker that still runs when its time has come is shot; where it was faster, the next one is tried.
  cat >tool <<WRAPPER
#!/bin/bash
if [[ " \$* " =~ " --shard "([0-9]+)/ ]] && { [ \${BASH_REMATCH[1]} = $victim ] || [ -e "$folder/faster" ]; } &&
  mkdir "$folder/killing" 2>/dev/null; then
  "$tool" "\$@" &
  pid=\$!
  sleep $delay
  kill -9 \$pid 2>/dev/null || true
  status=0
  wait \$pid || status=\$?
  if [ \$status = 137 ]; then echo "\$*" >"$folder/killed"; else touch "$folder/faster"; rmdir "$folder/killing"; fi
  exit \$status
fi
exec "$tool" "\$@"
WRAPPER
  chmod +x tool
  "$engine" -s Snakefile --profile "$profile" --directory "$folder" \
    --config tool="$folder/tool" atlas="$(realpath --relative-to="$folder" "$atlas")" work=work site="$folder/atlas" shard_bytes="$size" feature_ranges=3 \
    part_threads=1 results_threads=2 plan_memory_mb=500 part_memory_mb=500 merge_memory_mb=500 results_memory_mb=2000 ${CHECK_CONFIG//FOLDER/$folder} \
    "${@//FOLDER/$folder}" >run.log 2>&1 || { tail -60 run.log; tail -n 40 .snakemake/auxiliary/*-logs/* 2>/dev/null; exit 1; }
  cmp one.part work/merged.part
  diff -rq --exclude=timings.json --exclude=.snakemake_timestamp one work/results
  diff -rq --exclude=timings.json one-site atlas
  if [ -e killed ]; then
    echo "seed $seed: same bytes of $shards parts and $(ls work/measured | wc -l) ranges of features; killed after $delay s: $(sed 's/ --no-cache.*//; s/.*--shard/--shard/' killed); $(grep -c 'Trying to restart job' run.log) restarted"
  else
    echo "seed $seed: same bytes of $shards parts and $(ls work/measured | wc -l) ranges of features; every worker was faster than $delay s"
  fi
done
