#!/bin/bash
# What the engine costs beside shards of SECONDS each (120): eight of them on four cores, once as a plain array of jobs and
# once by the workflow of examples/cluster, on the Slurm that check-slurm.sh starts on this machine. A shard does its work and
# then waits until its time is up, so that shards are equally long and do not slow each other down.
#
#   FEATURE_ATLAS=.build/release/feature-atlas SNAKEMAKE=snakemake examples/cluster/check-slurm.sh Benchmarks/overhead.sh [SECONDS]
set -euo pipefail
here=$(cd "$(dirname "$0")/../examples" && pwd)
export SHARD_SECONDS=${1:-120} PROGRAM
PROGRAM=$(realpath "$(command -v "${FEATURE_ATLAS:-feature-atlas}")")
export FEATURE_ATLAS_SHARE=${FEATURE_ATLAS_SHARE:-$(dirname "$here")}
engine=$(command -v "${SNAKEMAKE:-snakemake}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >atlas.yml <<YAML
title: The demo in small
seed: 17
checkpoints:
  - {id: l6-w512, path: $here/checkpoints/l6-w512, layer: 6}
datasets:
  - id: messages
    examples: $here/messages.csv
    columns: {id: id, text: text, label: label}
    states: {6: $here/states/messages.layer6.safetensors}
pooling: [max]
probes: {representations: [majority]}
YAML
cat >tool <<'TOOL'
#!/bin/bash
begin=$(date +%s.%N)
"$PROGRAM" "$@"
if [[ " $* " == *" --shard "* ]]; then
  sleep "$(awk -v b="$begin" -v e="$(date +%s.%N)" -v s="$SHARD_SECONDS" 'BEGIN { print s - (e - b) }')"
  echo "$begin $(date +%s.%N)" >> "$TIMES"
fi
TOOL
chmod +x tool
size=$(($(stat -c %s "$here/states/messages.layer6.safetensors") / 8 + 1))
./tool plan atlas.yml --shard-bytes "$size" -o plan.json -q
shards=$(python3 -c 'import json; print(json.load(open("plan.json"))["shards"])')

# From the first begin to the last end, and what it is beside the shards alone.
say() {
  awk -v what="$1" -v seconds="$SHARD_SECONDS" -v waves=$(((shards + 3) / 4)) '
    NR == 1 || $1 < first { first = $1 } $2 > last { last = $2 }
    END { all = last - first; printf "%s: %d shards, %.1f s, %.1f %% beside %d s\n", what, NR, all, 100 * (all / (waves * seconds) - 1), waves * seconds }' "$TIMES"
}
export TIMES=$folder/array.times
mkdir parts
sbatch --quiet --wait --array="1-$shards" -p main --output /dev/null \
  --wrap "./tool analyze atlas.yml --shard \$SLURM_ARRAY_TASK_ID/$shards --no-cache --threads 1 -o parts/\$SLURM_ARRAY_TASK_ID.part -q"
say "array of jobs"
export TIMES=$folder/workflow.times
"$engine" -s "$here/cluster/Snakefile" --profile "$here/cluster/profiles/slurm" --slurm-status-command squeue \
  --latency-wait 10 --default-resources slurm_partition=main runtime=30 \
  --config tool="$folder/tool" atlas="$folder/atlas.yml" work="$folder/work" site="$folder/site" shard_bytes="$size" \
  part_threads=1 results_threads=1 part_memory_mb=1000 --quiet all -- "$folder/work/merged.part" >engine.log 2>&1 \
  || { tail -50 engine.log; exit 1; }
say "workflow"
cmp <("$PROGRAM" merge parts/*.part -o again.part -q && cat again.part) work/merged.part && echo "the same bytes"
