#!/bin/sh
# Builds and runs conversion.swift with the flags of the release build.
set -eu
cd "$(dirname "$0")/.."
out=.build/conversion
mkdir -p "$out"
systems="-I Sources/CZlib -I Sources/CZstd -I Sources/CLibcrypto"
objects=""
for module in Diagnostics Files TensorFiles; do
  swiftc -swift-version 6 -O -package-name atlas -parse-as-library -wmo -Xcc -march=x86-64-v3 $systems -I "$out" \
    -module-name "$module" -emit-module -emit-module-path "$out/$module.swiftmodule" \
    -c $(find "Sources/$module" -name '*.swift') -o "$out/$module.o"
  objects="$objects $out/$module.o"
done
cp Benchmarks/conversion.swift "$out/main.swift"
swiftc -swift-version 6 -O -package-name atlas $systems -I "$out" "$out/main.swift" $objects -lz -lzstd -lcrypto \
  -o "$out/conversion"
exec "$out/conversion"
