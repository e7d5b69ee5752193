import Files

/// Bytes that a tensor looks at: a mapped file, or a buffer that was unpacked from an archive.
public final class TensorStorage: @unchecked Sendable {
  /// Valid as long as this object lives.
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

  /// `byteCount` bytes, 64-byte aligned, all written by `fill`.
  public init(byteCount: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, byteCount), alignment: 64)
    do {
      try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[0..<byteCount]))
    } catch {
      buffer.deallocate()
      throw error
    }
    bytes = UnsafeRawBufferPointer(rebasing: buffer[0..<byteCount])
    owner = nil
    owned = buffer
  }

  /// Bytes of a mapped temporary file.
  public init(_ spilled: SpilledBuffer) {
    bytes = UnsafeRawBufferPointer(spilled.bytes)
    owner = spilled
    owned = nil
  }

  /// Gives pages of mapped bytes back, see `MappedFile.release`; does nothing to a buffer.
  public func release(_ part: UnsafeRawBufferPointer) { (owner as? MappedFile)?.release(part) }

  deinit { owned?.deallocate() }
}
