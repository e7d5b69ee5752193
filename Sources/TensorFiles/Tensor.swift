import Files

/// Bytes that a tensor looks at: a mapped file, or a buffer that was unpacked from an archive.
public final class TensorStorage: @unchecked Sendable {
  public let bytes: UnsafeRawBufferPointer
  private let owner: AnyObject?
  private let owned: UnsafeMutableRawBufferPointer?

  /// A view into a mapped file, which stays mapped as long as this object lives.
  public init(_ file: MappedFile, _ range: Range<Int>) {
    bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    owner = file
    owned = nil
  }

  /// Takes over a copy of `content`.
  public init(_ content: [UInt8]) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, content.count), alignment: 64)
    buffer.copyBytes(from: content)
    bytes = UnsafeRawBufferPointer(rebasing: buffer[0..<content.count])
    owner = nil
    owned = buffer
  }

  deinit { owned?.deallocate() }
}

/// A named array in a file: shape, element type, strides and the bytes behind it. Nothing is converted until asked for.
///
/// Every index that shape and strides allow lies inside `storage`; the readers check that before they make one.
public struct Tensor: Sendable {
  public let name: String
  /// Sizes of the axes, outermost first; empty for a scalar.
  public let shape: [Int]
  /// Steps between neighbours along each axis, in elements, never negative.
  public let strides: [Int]
  public let elementType: ElementType
  /// Whether the bytes of an element have to be swapped (big-endian files).
  public let isByteSwapped: Bool
  /// Byte position of the first element in `storage`.
  public let byteOffset: Int
  public let storage: TensorStorage

  public init(
    name: String, shape: [Int], strides: [Int]? = nil, elementType: ElementType, isByteSwapped: Bool = false,
    byteOffset: Int = 0, storage: TensorStorage
  ) {
    self.name = name
    self.shape = shape
    self.strides = strides ?? Tensor.contiguousStrides(shape)
    self.elementType = elementType
    self.isByteSwapped = isByteSwapped
    self.byteOffset = byteOffset
    self.storage = storage
  }

  /// Number of elements: the product of `shape`.
  public var count: Int { shape.reduce(1, *) }

  /// Whether the elements lie one after the other in C order.
  public var isContiguous: Bool { strides == Tensor.contiguousStrides(shape) }

  /// The strides of an array in C order.
  public static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.reversed().dropFirst() { strides[axis] = strides[axis + 1] * max(1, shape[axis + 1]) }
    return strides
  }
}
