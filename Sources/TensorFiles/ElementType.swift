/// The element types that tensors are stored in.
public enum ElementType: String, Sendable, CaseIterable, Codable {
  case float64, float32, float16, bfloat16, float8e4m3, float8e5m2
  case int64, int32, int16, int8, uint64, uint32, uint16, uint8, bool
  /// Fixed-width text of NumPy: single bytes (`S`) or UTF-32 code points (`U`), padded with zeros.
  case byteString, unicodeString

  /// Bytes of one element; of one unit of text.
  public var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32, .unicodeString: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float8e4m3, .float8e5m2, .int8, .uint8, .bool, .byteString: 1
    }
  }

  /// Whether elements may have fractions.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .float8e4m3, .float8e5m2: true
    default: false
    }
  }

  /// Whether elements are texts of fixed width.
  public var isText: Bool { self == .byteString || self == .unicodeString }
}
