#!/usr/bin/env bash
# One DocC archive a module in the folder $1, from the modules of the release build. `swift package dump-symbol-graph`
# would build all of them once more, as it takes other options.
set -euo pipefail
cd "$(dirname "$0")/.."
docs=$1
modules=$(swift build -c release --show-bin-path)
imports=(-I "$modules/Modules")
for map in Sources/*/module.modulemap .build/checkouts/*/Sources/*/include/module.modulemap "$modules"/C*.build/module.modulemap; do
  if [ -e "$map" ]; then imports+=(-Xcc "-fmodule-map-file=$(realpath "$map")"); fi
done
for folder in Sources/*/include .build/checkouts/*/Sources/*/include; do imports+=(-I "$folder"); done
for flag in $(pkg-config --cflags libcmark-gfm openblas zlib libzstd libcrypto libjpeg libpng); do imports+=(-Xcc "$flag"); done
mkdir -p "$docs"
for catalogue in Sources/*/*.docc; do
  module=$(basename "$catalogue" .docc)
  rm -rf "$docs/graphs"
  mkdir "$docs/graphs"
  swift symbolgraph-extract -module-name "$module" "${imports[@]}" -target "$(uname -m)-unknown-linux-gnu" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$docs/graphs"
  docc convert "$catalogue" --fallback-display-name "$module" --fallback-bundle-identifier "feature-atlas.$module" \
    --additional-symbol-graph-dir "$docs/graphs" --output-path "$docs/$module" > "$docs/$module.log" 2>&1 \
    || { cat "$docs/$module.log"; exit 1; }
  if grep -E '^(warning|error): ' "$docs/$module.log" | grep -v 'is missing documentation$'; then exit 1; fi
done
rm -r "$docs/graphs"
echo "$docs holds one archive a module; docc preview shows one."
