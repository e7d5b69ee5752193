import Glibc

/// Stored bits → floats.
enum FloatDecoding {
  static func decode(_ run: ElementRun, of tensor: Tensor, into target: UnsafeMutableBufferPointer<Float>) {
    if run.stride == tensor.elementByteCount, !tensor.isByteSwapped, decodeFast(run, of: tensor, into: target) {
      return
    }
    switch tensor.elementType {
    case .float64: tensor.decode(run, into: target) { (x: UInt64) in Float(Double(bitPattern: x)) }
    case .float32: tensor.decode(run, into: target) { (x: UInt32) in Float(bitPattern: x) }
    case .float16: tensor.decode(run, into: target) { (x: UInt16) in Float(Float16(bitPattern: x)) }
    case .bfloat16: tensor.decode(run, into: target) { (x: UInt16) in Float(bitPattern: UInt32(x) << 16) }
    case .float8e5m2: tensor.decode(run, into: target) { (x: UInt8) in Float(Float16(bitPattern: UInt16(x) << 8)) }
    case .float8e4m3: tensor.decode(run, into: target) { (x: UInt8) in Float8.e4m3(x) }
    case .int64: tensor.decode(run, into: target) { (x: Int64) in Float(x) }
    case .int32: tensor.decode(run, into: target) { (x: Int32) in Float(x) }
    case .int16: tensor.decode(run, into: target) { (x: Int16) in Float(x) }
    case .int8: tensor.decode(run, into: target) { (x: Int8) in Float(x) }
    case .uint64: tensor.decode(run, into: target) { (x: UInt64) in Float(x) }
    case .uint32: tensor.decode(run, into: target) { (x: UInt32) in Float(x) }
    case .uint16: tensor.decode(run, into: target) { (x: UInt16) in Float(x) }
    case .uint8: tensor.decode(run, into: target) { (x: UInt8) in Float(x) }
    case .bool: tensor.decode(run, into: target) { (x: UInt8) in x == 0 ? 0 : 1 }
    case .byteString, .unicodeString: tensor.decode(run, into: target) { (_: UInt8) in Float.nan }
    }
  }

  /// The layouts that big files have, eight at a time: memory speed where the target machine has F16C.
  private static func decodeFast(
    _ run: ElementRun, of tensor: Tensor, into target: UnsafeMutableBufferPointer<Float>
  ) -> Bool {
    guard let base = tensor.storage.bytes.baseAddress, let out = target.baseAddress else { return true }
    defer { withExtendedLifetime(tensor.storage) {} }
    let source = base + run.source
    let destination = UnsafeMutableRawPointer(out + run.target)
    switch tensor.elementType {
    case .float32: memcpy(destination, source, run.count * 4)
    case .float16:
      let blocks = run.count / 8
      for i in 0..<blocks {
        let half = (source + i * 16).loadUnaligned(as: SIMD8<Float16>.self)
        destination.storeBytes(of: SIMD8<Float>(half), toByteOffset: i * 32, as: SIMD8<Float>.self)
      }
      for i in blocks * 8..<run.count {
        out[run.target + i] = Float((source + i * 2).loadUnaligned(as: Float16.self))
      }
    case .bfloat16:
      let blocks = run.count / 8
      for i in 0..<blocks {
        let bits = (source + i * 16).loadUnaligned(as: SIMD8<UInt16>.self)
        let wide = SIMD8<UInt32>(truncatingIfNeeded: bits) &<< 16
        destination.storeBytes(of: wide, toByteOffset: i * 32, as: SIMD8<UInt32>.self)
      }
      for i in blocks * 8..<run.count {
        let bits = (source + i * 2).loadUnaligned(as: UInt16.self)
        out[run.target + i] = Float(bitPattern: UInt32(bits) << 16)
      }
    default: return false
    }
    return true
  }
}

/// Eight-bit floats of the OCP specification.
enum Float8 {
  /// E4M3 in its "fn" form: no infinities, NaN where all bits but the sign are set, bias 7.
  static func e4m3(_ bits: UInt8) -> Float {
    let exponent = Int(bits >> 3 & 15)
    let fraction = Float(bits & 7) / 8
    let magnitude: Float =
      if bits & 0x7F == 0x7F { .nan } else if exponent == 0 {
        Float(sign: .plus, exponent: -6, significand: fraction)
      } else {
        Float(sign: .plus, exponent: exponent - 7, significand: 1 + fraction)
      }
    return bits & 0x80 == 0 ? magnitude : -magnitude
  }
}
