import Diagnostics
import Files

/// Part of a mapped file that is a container of its own: a member of an archive, an archive behind a header line.
struct FileSection: Sendable {
  let file: MappedFile
  let range: Range<Int>

  init(_ file: MappedFile) {
    self.file = file
    range = 0..<file.count
  }

  init(_ file: MappedFile, _ range: Range<Int>) {
    self.file = file
    self.range = range
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: file.bytes[range]) }
  var count: Int { range.count }
}

/// Little-endian integers at checked positions.
extension UnsafeRawBufferPointer {
  func little<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at position: Int) -> T? {
    guard position >= 0, position <= count - MemoryLayout<T>.size else { return nil }
    return T(littleEndian: loadUnaligned(fromByteOffset: position, as: T.self))
  }

  func hasPrefix(_ prefix: [UInt8]) -> Bool { count >= prefix.count && self[..<prefix.count].elementsEqual(prefix) }
}
