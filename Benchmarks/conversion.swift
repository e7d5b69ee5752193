// Speed of turning stored numbers into 32-bit floats, against memcpy: sh Benchmarks/conversion.sh
import Glibc
import TensorFiles

func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Median of five runs after one to warm up.
func median(_ body: () -> Void) -> Double {
  body()
  return (0..<5).map { _ in
    let start = seconds()
    body()
    return seconds() - start
  }.sorted()[2]
}

/// Gigabytes a second, read and written together.
func report(_ what: String, bytes: Int, _ time: Double) {
  print("\(what): \((Double(bytes) / time / 1e8).rounded() / 10) GB/s")
}

let count = 128 << 20
let target = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
target.initialize(repeating: 1)
let source = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
memset(source, 1, count * 4)
report("memcpy", bytes: count * 8, median { memcpy(target.baseAddress!, source, count * 4) })
for type in [ElementType.float32, .float16, .bfloat16, .float64, .int8] {
  let elements = count * 4 / max(4, type.byteCount)
  let storage = TensorStorage(byteCount: elements * type.byteCount) { memset($0.baseAddress!, 0, $0.count) }
  let tensor = Tensor(name: "x", shape: [elements / 1024, 1024], elementType: type, storage: storage)
  let time = median { tensor.copyFloats(rows: 0..<elements / 1024, into: target) }
  report(type.rawValue, bytes: elements * (4 + type.byteCount), time)
}
