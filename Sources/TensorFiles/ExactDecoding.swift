/// Stored bits → doubles.
enum DoubleDecoding {
  static func decode(_ run: ElementRun, of tensor: Tensor, into target: UnsafeMutableBufferPointer<Double>) {
    switch tensor.elementType {
    case .float64: tensor.decode(run, into: target) { (x: UInt64) in Double(bitPattern: x) }
    case .float32: tensor.decode(run, into: target) { (x: UInt32) in Double(Float(bitPattern: x)) }
    case .float16: tensor.decode(run, into: target) { (x: UInt16) in Double(Float16(bitPattern: x)) }
    case .bfloat16: tensor.decode(run, into: target) { (x: UInt16) in Double(Float(bitPattern: UInt32(x) << 16)) }
    case .float8e5m2: tensor.decode(run, into: target) { (x: UInt8) in Double(Float16(bitPattern: UInt16(x) << 8)) }
    case .float8e4m3: tensor.decode(run, into: target) { (x: UInt8) in Double(Float8.e4m3(x)) }
    case .int64: tensor.decode(run, into: target) { (x: Int64) in Double(x) }
    case .int32: tensor.decode(run, into: target) { (x: Int32) in Double(x) }
    case .int16: tensor.decode(run, into: target) { (x: Int16) in Double(x) }
    case .int8: tensor.decode(run, into: target) { (x: Int8) in Double(x) }
    case .uint64: tensor.decode(run, into: target) { (x: UInt64) in Double(x) }
    case .uint32: tensor.decode(run, into: target) { (x: UInt32) in Double(x) }
    case .uint16: tensor.decode(run, into: target) { (x: UInt16) in Double(x) }
    case .uint8: tensor.decode(run, into: target) { (x: UInt8) in Double(x) }
    case .bool: tensor.decode(run, into: target) { (x: UInt8) in x == 0 ? 0 : 1 }
    case .byteString, .unicodeString: tensor.decode(run, into: target) { (_: UInt8) in Double.nan }
    }
  }
}

/// Stored bits → integers, exact or not at all.
enum IntegerDecoding {
  /// - Returns: the index of the first value that is no 64-bit integer, if there is one.
  static func decode(_ run: ElementRun, of tensor: Tensor, into target: UnsafeMutableBufferPointer<Int64>) -> Int? {
    switch tensor.elementType {
    case .int64: tensor.decode(run, into: target) { (x: Int64) in x }
    case .int32: tensor.decode(run, into: target) { (x: Int32) in Int64(x) }
    case .int16: tensor.decode(run, into: target) { (x: Int16) in Int64(x) }
    case .int8: tensor.decode(run, into: target) { (x: Int8) in Int64(x) }
    case .uint32: tensor.decode(run, into: target) { (x: UInt32) in Int64(x) }
    case .uint16: tensor.decode(run, into: target) { (x: UInt16) in Int64(x) }
    case .uint8: tensor.decode(run, into: target) { (x: UInt8) in Int64(x) }
    case .bool: tensor.decode(run, into: target) { (x: UInt8) in x == 0 ? 0 : 1 }
    case .uint64:
      var isExact = true
      tensor.decode(run, into: target) { (x: UInt64) in
        isExact = isExact && x <= UInt64(Int64.max)
        return Int64(truncatingIfNeeded: x)
      }
      if !isExact { return (run.target..<run.target + run.count).first { target[$0] < 0 } }
    case .byteString, .unicodeString: return run.target
    default:
      var values = [Double](repeating: 0, count: run.count)
      var failure: Int?
      values.withUnsafeMutableBufferPointer { buffer in
        var shifted = run
        shifted.target = 0
        DoubleDecoding.decode(shifted, of: tensor, into: buffer)
        for i in buffer.indices {
          if let whole = Int64(exactly: buffer[i]) {
            target[run.target + i] = whole
          } else if failure == nil {
            failure = run.target + i
          }
        }
      }
      return failure
    }
    return nil
  }
}
