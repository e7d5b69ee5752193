#!/bin/sh
# Fuzzes one container with libFuzzer:  Tests/Fuzz/run.sh safetensors|npy|npz|torch|json|delimited|arrow [RUNS]
# The corpus begins with the fixtures of the tests; what libFuzzer adds stays under .build/fuzz.
set -eu
cd "$(dirname "$0")/../.."
out=.build/fuzz
runs=${2:-1000000}
mkdir -p "$out/corpus-$1" "$out/found"
if [ ! -x "$out/fuzz" ] || [ -n "$(find Sources/Diagnostics Sources/Files Sources/TensorFiles Sources/Datasets Tests/Fuzz -newer "$out/fuzz" -name '*.swift')" ]; then
  clang -O3 -c Sources/CKernels/kernels.c -I Sources/CKernels/include -o "$out/kernels.o"
  echo "module CKernels { header \"$PWD/Sources/CKernels/include/kernels.h\" export * }" > "$out/module.modulemap"
  systems="-I Sources/CZlib -I Sources/CZstd -I Sources/CLibcrypto -I Sources/COpenBLAS"
  objects="$out/kernels.o"
  for module in Diagnostics Files LinearAlgebra Parallel TensorFiles Datasets; do
    swiftc -swift-version 6 -O -enable-testing -package-name atlas -sanitize=fuzzer,address -parse-as-library -wmo \
      -Xcc -march=x86-64-v3 $systems $(pkg-config --cflags-only-I openblas) -I "$out" \
      -module-name "$module" -emit-module -emit-module-path "$out/$module.swiftmodule" \
      -c $(find "Sources/$module" -name '*.swift') -o "$out/$module.o"
    objects="$objects $out/$module.o"
  done
  swiftc -swift-version 6 -O -package-name atlas -sanitize=fuzzer,address -parse-as-library $systems -I "$out" \
    Tests/Fuzz/Targets.swift $objects -lz -lzstd -lcrypto -lopenblas -o "$out/fuzz"
fi
case $1 in
  safetensors) seeds="Tests/TensorFilesTests/Fixtures/*.safetensors" ;;
  npy) seeds="Tests/TensorFilesTests/Fixtures/*.npy" ;;
  npz) seeds="Tests/TensorFilesTests/Fixtures/*.npz" ;;
  torch) seeds="Tests/TensorFilesTests/Fixtures/*.pt" ;;
  json) seeds="Tests/SparseAutoencodersTests/Fixtures/cases/*/case.json" ;;
  delimited) seeds="Tests/DatasetsTests/Fixtures/*.csv.* Tests/DatasetsTests/Fixtures/*.jsonl.*" ;;
  arrow) seeds=$(find Tests/DatasetsTests/Fixtures -name '*.arrow') ;;
esac
number=0
for seed in $seeds; do
  number=$((number + 1))
  # Unpacked too: changes to packed bytes seldom get past their checksum.
  case $seed in
    *.gz) gzip -dc "$seed" > "$out/corpus-$1/plain-$number" ;;
    *.zst) zstd -qdc "$seed" > "$out/corpus-$1/plain-$number" || true ;;
  esac
  cp "$seed" "$out/corpus-$1/seed-$number"
done
file=$(mktemp --suffix=.csv -p /dev/shm)
trap 'rm -f "$file"' EXIT
FUZZ_FILE=$file FUZZ_TARGET=$1 "$out/fuzz" -runs="$runs" -max_len=65536 -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
  -artifact_prefix="$out/found/$1-" "$out/corpus-$1"
