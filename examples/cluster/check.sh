#!/bin/bash
# The demo through Snakemake with one worker killed, against one run. Usage: check.sh [PROFILE] [more options of snakemake]
# FEATURE_ATLAS names the program, SNAKEMAKE the engine; CHECK_ATLAS a configuration instead of a small one of the demo.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tool=${FEATURE_ATLAS:-feature-atlas}
engine=${SNAKEMAKE:-snakemake}
profile=${1:-$here/profiles/laptop}
shift || true
for program in "$tool" "$engine"; do
  command -v "$program" >/dev/null || { echo "skipped: there is no $program"; exit 0; }
done
folder=$(mktemp -d "${CHECK_FOLDER:-${TMPDIR:-/tmp}}/cluster-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
if [ -n "${CHECK_ATLAS:-}" ]; then
  atlas=$CHECK_ATLAS
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
    columns: {id: id, text: text, label: label}
    states: {6: $here/../states/messages.layer6.safetensors}
    tokens: $here/../states/messages.tokens.jsonl
pooling: [max]
probes: {representations: []}
bias: {ablation: false}
YAML
fi

# A worker that is killed the first time it encodes part 3: the wrapper starts the program and shoots it.
cat >tool <<WRAPPER
#!/bin/bash
if [[ " \$* " == *" --part 3 "* ]] && mkdir "$folder/killed" 2>/dev/null; then
  "$tool" "\$@" &
  sleep 0.1
  kill -9 \$! 2>/dev/null || true
  wait \$! || exit 137
  exit 137
fi
exec "$tool" "\$@"
WRAPPER
chmod +x tool

"$engine" -s "$here/Snakefile" --profile "$profile" --directory "$folder" \
  --config tool="$folder/tool" atlas="$atlas" work="$folder/work" site="$folder/atlas" \
  shard_bytes="${CHECK_SHARD_BYTES:-100kB}" part_threads=1 build_threads=2 plan_memory_mb=500 part_memory_mb=500 \
  merge_memory_mb=500 build_memory_mb=2000 "$@" >run.log 2>&1 || { tail -60 run.log; exit 1; }
[ -d killed ] || { echo "no worker was killed"; exit 1; }
grep -c "Trying to restart job" run.log | sed 's/^/jobs restarted: /'

"$tool" build "$atlas" -o one --no-cache -q
diff -rq --exclude=timings.json one atlas
for features in work/features/*/*.npz; do
  dataset=$(basename "$(dirname "$features")")
  checkpoint=$(basename "$features" .npz)
  "$tool" plan "$atlas" --shard-bytes 1TiB -o one.json -q
  part=$(python3 -c "
import json, sys
parts = json.load(open('one.json'))['parts']
print(next(p['part'] for p in parts if (p['dataset'], p['checkpoint']) == tuple(sys.argv[1:])))" "$dataset" "$checkpoint")
  "$tool" encode --plan one.json --config "$atlas" --part "$part" -o "one-$dataset-$checkpoint.npz" --no-cache -q
  "$tool" merge "one-$dataset-$checkpoint.npz" -o "whole-$dataset-$checkpoint.npz" -q
  cmp "$features" "whole-$dataset-$checkpoint.npz"
done
echo "same bytes: $(find work/parts -name '*.npz' | wc -l) parts, one worker killed"
