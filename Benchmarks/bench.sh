#!/usr/bin/env bash
# All comparisons, each with its stored ratio:  Benchmarks/bench.sh PEER [RUNS]
# STORE=1 puts what was measured into ratios.csv: on a quiet machine, both sides in the same state.
# PEER holds make_inputs.py, pipeline.py and requirements.txt: what a careful user would run instead.
set -euo pipefail
cd "$(dirname "$0")/.."
peer=${1:-../shared/peer}
runs=${2:-3}
work=.build/bench
if [ ! -f "$peer/pipeline.py" ]; then
  echo "there is no $peer/pipeline.py: give the folder of the other side, say make bench PEER=../peer" >&2
  exit 2
fi
# Another Python is taken as it is, with what it has installed.
python=${PYTHON:-$work/venv/bin/python}
if [ -z "${PYTHON:-}" ] && [ ! -x "$python" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q -r "$peer/requirements.txt"
fi
[ -f "$work/inputs/truth.json" ] || "$python" "$peer/make_inputs.py" "$work/inputs"
[ -f "$work/small/truth.json" ] || "$python" "$peer/make_inputs.py" "$work/small" --d 384 --width 3072
compare() { "$python" Benchmarks/compare.py "$@" --peer "$peer" --runs "$runs" --scratch /dev/shm ${STORE:+--store}; }
failed=0
compare encode --inputs "$work/inputs" --ratios encode-16384 || failed=1
compare encode --inputs "$work/small" --ratios encode-3072 || failed=1
compare statistics --inputs "$work/inputs" --ratios statistics || failed=1
compare probes --inputs "$work/inputs" --ratios probes || failed=1
sed "s|inputs/|$PWD/$work/inputs/|" Benchmarks/pages.yml > "$work/pages.yml"
.build/release/feature-atlas analyze -q "$work/pages.yml" -o "$work/results"
compare pages --results "$work/results" --hugo "$(dirname "$python")/hugo" --ratios pages || failed=1
exit $failed
