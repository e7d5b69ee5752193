/// A named array in a file: shape, element type, strides and the bytes behind it. Nothing is converted until asked for.
///
/// Every index that shape and strides allow lies inside `storage`; the readers check that before they make one.
public struct Tensor: Sendable {
  /// As the file writes it.
  public let name: String
  /// Sizes of the axes, outermost first; empty for a scalar.
  public let shape: [Int]
  /// Steps between neighbours along each axis, in elements, never negative.
  public let strides: [Int]
  /// Of the stored elements.
  public let elementType: ElementType
  /// Units of one element of fixed-width text (`byteString`, `unicodeString`); 1 for numbers.
  public let textWidth: Int
  /// Whether the bytes of an element have to be swapped (big-endian files).
  public let isByteSwapped: Bool
  /// Byte position of the first element in `storage`.
  public let byteOffset: Int
  /// The bytes that all elements lie in.
  public let storage: TensorStorage

  /// - Parameter strides: nil: C order without gaps.
  public init(
    name: String, shape: [Int], strides: [Int]? = nil, elementType: ElementType, textWidth: Int = 1,
    isByteSwapped: Bool = false, byteOffset: Int = 0, storage: TensorStorage
  ) {
    self.name = name
    self.shape = shape
    self.strides = strides ?? Tensor.contiguousStrides(shape)
    self.elementType = elementType
    self.textWidth = textWidth
    self.isByteSwapped = isByteSwapped
    self.byteOffset = byteOffset
    self.storage = storage
  }

  /// Number of elements: the product of `shape`.
  public var count: Int { shape.reduce(1, *) }

  /// Bytes from one element to its neighbour in a contiguous array.
  public var elementByteCount: Int { elementType.byteCount * textWidth }

  /// Whether the elements lie one after the other in C order.
  public var isContiguous: Bool { strides == Tensor.contiguousStrides(shape) }

  /// The strides of an array in C order.
  public static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.reversed().dropFirst() { strides[axis] = strides[axis + 1] * max(1, shape[axis + 1]) }
    return strides
  }
}
