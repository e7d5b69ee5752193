#!/bin/bash
# check.sh with the profile for Kubernetes, on a stand-in that runs each pod as a process of this machine: it shows that the
# workflow starts, finds its files and goes on after a lost pod. Needs snakemake-executor-plugin-kubernetes and
# snakemake-storage-plugin-fs beside snakemake, and rsync. Skipped where one of them is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skipped: $1"; exit 0; }
engine=$(command -v "${SNAKEMAKE:-snakemake}") || skip "there is no snakemake"
command -v rsync >/dev/null || skip "there is no rsync"
python=$(dirname "$(realpath -s "$engine")")/python
[ -x "$python" ] || skip "there is no python beside $engine"
"$python" -c "import snakemake_executor_plugin_kubernetes, snakemake_storage_plugin_fs" 2>/dev/null ||
  skip "snakemake-executor-plugin-kubernetes or snakemake-storage-plugin-fs is not installed"
state=$(mktemp -d "${TMPDIR:-/tmp}/kubernetes-XXXXXX")
trap 'rm -rf "$state"' EXIT
mkdir "$state/volume" "$state/bin"
# The image has these plug-ins: what pods would install by pip is there.
printf '#!/bin/sh\nexec "%s" "$@"\n' "$python" >"$state/bin/python"
printf '#!/bin/sh\nexit 0\n' >"$state/bin/pip"
chmod +x "$state/bin"/*
export SNAKEMAKE=$engine CHECK_FOLDER=$state/volume CHECK_CONFIG=volume=FOLDER PATH=$state/bin:$PATH
"$python" "$here/kubernetes_stand_in.py" "$state/config" "atlas-work=$state/volume" -- \
  "$here/check.sh" "$here/profiles/kubernetes" --kubernetes-persistent-volumes "atlas-work:$state/volume" \
  --default-storage-prefix FOLDER --latency-wait 10 --jobs 2
