/// The element types that tensors are stored in.
public enum ElementType: String, Sendable, CaseIterable, Codable {
  case float64, float32, float16, bfloat16, float8e4m3, float8e5m2
  case int64, int32, int16, int8, uint64, uint32, uint16, uint8, bool

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float8e4m3, .float8e5m2, .int8, .uint8, .bool: 1
    }
  }

  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .float8e4m3, .float8e5m2: true
    default: false
    }
  }
}
