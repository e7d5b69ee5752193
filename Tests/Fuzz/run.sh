#!/bin/sh
# Fuzzes one container with libFuzzer:  Tests/Fuzz/run.sh safetensors|npy|npz|torch|json|delimited|arrow|results|images [RUNS]
# The corpus begins with the fixtures of the tests; what libFuzzer adds stays under .build/fuzz-O.
# FUZZ_SECONDS ends a target early. FUZZ_OPTIMISE=-Onone builds in a third of the time what then runs more slowly.
set -eu
cd "$(dirname "$0")/../.."
optimise=${FUZZ_OPTIMISE:--O}
out=.build/fuzz$optimise
runs=${2:-1000000}
if ! echo 'int LLVMFuzzerTestOneInput(const char *bytes, long count) { return 0; }' \
  | clang -x c -fsanitize=fuzzer,address - -o /dev/null 2>/dev/null; then
  echo "skipped: this compiler has no libFuzzer"
  exit 0
fi
mkdir -p "$out/corpus-$1" "$out/found"
if [ ! -x "$out/fuzz" ] || [ -n "$(find Sources/Buffers Sources/Diagnostics Sources/Files Sources/TensorFiles Sources/Datasets Sources/Findings Sources/Images Sources/CImageCodecs Tests/Fuzz -newer "$out/fuzz" \( -name '*.swift' -o -name '*.[ch]' \))" ]; then
  objects=
  for source in Sources/CKernels/*.c; do
    object=$out/$(basename "$source" .c).o
    clang -O3 -c "$source" -I Sources/CKernels/include -o "$object"
    objects="$objects $object"
  done
  for source in Sources/CImageCodecs/*.c; do
    object=$out/image-$(basename "$source" .c).o
    clang -O1 -g -fsanitize=address,fuzzer-no-link -c "$source" -I Sources/CImageCodecs/include -o "$object"
    objects="$objects $object"
  done
  mkdir -p "$out/codecs"
  echo "module CImageCodecs { header \"$PWD/Sources/CImageCodecs/include/image_codecs.h\" export * }" > "$out/codecs/module.modulemap"
  echo "module CKernels { header \"$PWD/Sources/CKernels/include/kernels.h\" export * }" > "$out/module.modulemap"
  systems="-I Sources/CZlib -I Sources/CZstd -I Sources/CLibcrypto -I Sources/COpenBLAS -I $out/codecs"
  for module in Buffers Diagnostics Files LinearAlgebra Parallel TensorFiles Datasets Findings Images; do
    swiftc -swift-version 6 $optimise -enable-testing -package-name atlas -sanitize=fuzzer,address -parse-as-library -wmo \
      -Xcc -march=x86-64-v3 $systems $(pkg-config --cflags-only-I openblas) -I "$out" \
      -module-name "$module" -emit-module -emit-module-path "$out/$module.swiftmodule" \
      -c $(find "Sources/$module" -name '*.swift') -o "$out/$module.o"
    objects="$objects $out/$module.o"
  done
  swiftc -swift-version 6 $optimise -package-name atlas -sanitize=fuzzer,address -parse-as-library $systems -I "$out" \
    Tests/Fuzz/Targets.swift $objects -lz -lzstd -lcrypto -lopenblas -ljpeg -lpng16 -o "$out/fuzz"
fi
case $1 in
  safetensors) seeds="Tests/TensorFilesTests/Fixtures/*.safetensors" ;;
  npy) seeds="Tests/TensorFilesTests/Fixtures/*.npy" ;;
  npz) seeds="Tests/TensorFilesTests/Fixtures/*.npz" ;;
  torch) seeds="Tests/TensorFilesTests/Fixtures/*.pt" ;;
  json) seeds="Tests/SparseAutoencodersTests/Fixtures/cases/*/case.json" ;;
  delimited) seeds="Tests/DatasetsTests/Fixtures/*.csv.* Tests/DatasetsTests/Fixtures/*.jsonl.*" ;;
  results)
    # Written by a test, since they change with the tables.
    FEATURE_ATLAS_SEEDS=$PWD/$out/results swift test -c release --disable-testable-imports --filter FindingsTests.MutationTests.theUndamagedFolder
    seeds="$out/results/*"
    ;;
  images) seeds="Tests/ImagesTests/Fixtures/*.png Tests/ImagesTests/Fixtures/*.jpg" ;;
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
FUZZ_FILE=$file FUZZ_TARGET=$1 "$out/fuzz" -runs="$runs" -max_len=65536 -max_total_time="${FUZZ_SECONDS:-0}" -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 \
  -artifact_prefix="$out/found/$1-" "$out/corpus-$1"
