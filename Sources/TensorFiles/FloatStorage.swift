import Buffers

/// Many 32-bit floats in a row: a view into a mapped file where the file already holds them so, else converted memory.
public final class FloatStorage: @unchecked Sendable {
  /// Valid as long as this object lives: hold on to it, not to the pointer.
  public let values: UnsafeBufferPointer<Float>
  private let storage: TensorStorage?
  private let owned: UnsafeMutableBufferPointer<Float>?

  /// Takes over a copy of `content`.
  public convenience init(_ content: [Float]) {
    self.init(count: content.count) { target in _ = target.update(from: content) }
  }

  /// Allocates `count` floats, 64-byte aligned, and lets `fill` write all of them.
  public init(count: Int, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: max(4, count * 4), alignment: 64)
    let buffer = UnsafeMutableBufferPointer(
      start: raw.start.bindMemory(to: Float.self, capacity: max(1, count)), count: count)
    buffer.initialize(repeating: 0)
    do {
      try fill(buffer)
    } catch {
      raw.deallocate()
      throw error
    }
    values = UnsafeBufferPointer(buffer)
    owned = buffer
    storage = nil
  }

  /// The floats of a contiguous little-endian float32 tensor where they lie; nil if it is anything else or unaligned.
  public init?(viewing tensor: Tensor) {
    guard tensor.elementType == .float32, tensor.isContiguous, !tensor.isByteSwapped,
      let base = tensor.storage.bytes.baseAddress?.advanced(by: tensor.byteOffset),
      Int(bitPattern: base) % MemoryLayout<Float>.alignment == 0
    else { return nil }
    values = UnsafeBufferPointer(start: base.assumingMemoryBound(to: Float.self), count: tensor.count)
    storage = tensor.storage
    owned = nil
  }

  deinit { owned?.deallocate() }

  /// Number of floats.
  public var count: Int { values.count }
}
