/// Search for NaN and infinities at memory speed.
enum FiniteCheck {
  /// Index of the first value that is not finite; nil if all are.
  static func firstNonFinite(_ values: UnsafeBufferPointer<Float>) -> Int? {
    // x·0 is 0 for every finite x and NaN otherwise: one sum tells whether to look closer.
    let raw = UnsafeRawBufferPointer(values)
    let blocks = values.count / 8
    var sum = SIMD8<Float>(repeating: 0)
    for i in 0..<blocks { sum += raw.loadUnaligned(fromByteOffset: i * 32, as: SIMD8<Float>.self) * 0 }
    var rest: Float = sum.sum()
    for i in blocks * 8..<values.count { rest += values[i] * 0 }
    return rest == 0 ? nil : values.firstIndex { !$0.isFinite }
  }
}
