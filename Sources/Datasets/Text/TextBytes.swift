import Diagnostics
import Files

/// The content of a text file as UTF-8, piece by piece, unpacked; UTF-16 with a byte order mark is turned into UTF-8.
final class TextBytes {
  let path: String
  private let source: UnpackedBytes
  /// What UTF-16 became.
  private var converted: UnsafeMutableRawBufferPointer?
  private var isFirst = true

  /// - Throws: `AtlasError` if the file cannot be read.
  init(_ path: String) throws {
    self.path = path
    source = try UnpackedBytes(path)
  }

  deinit { converted?.deallocate() }

  /// The next piece, empty at the end; valid until the next call and as long as this object lives.
  ///
  /// - Throws: `AtlasError` for damaged packing, and for UTF-16 and UTF-32 that are not read.
  func next() throws -> UnsafeRawBufferPointer {
    if converted != nil { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let piece = try source.next()
    guard isFirst else { return piece }
    isFirst = false
    switch TextEncoding.ofBeginning(piece) {
    case .utf16(let isBigEndian, hasMark: true): return try convert(piece, isBigEndian: isBigEndian)
    case .utf16(let isBigEndian, hasMark: false):
      throw TextEncoding.problem(path, line: nil, isBigEndian ? "UTF-16BE" : "UTF-16LE")
    case .utf32: throw TextEncoding.problem(path, line: nil, "UTF-32")
    case nil: return piece
    }
  }

  /// Calls `body` with the whole content: where it lies, or unpacked into memory.
  func withWholeContent<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    try withExtendedLifetime(self) {
      let first = try next()
      if source.packing == .plain || converted != nil { return try body(first) }
      var content = Array(first)
      while case let piece = try next(), !piece.isEmpty { content.append(contentsOf: piece) }
      return try content.withUnsafeBytes(body)
    }
  }

  private func convert(_ first: UnsafeRawBufferPointer, isBigEndian: Bool) throws -> UnsafeRawBufferPointer {
    var bytes = Array(first.dropFirst(2))
    while case let piece = try source.next(), !piece.isEmpty { bytes.append(contentsOf: piece) }
    let units = stride(from: 0, to: bytes.count - 1, by: 2).map { place in
      let (a, b) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
      return isBigEndian ? a << 8 | b : b << 8 | a
    }
    guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
      throw AtlasError(path: path, "the file begins as UTF-16, but is not", hint: "save the file as UTF-8")
    }
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, text.utf8.count), alignment: 1)
    target.copyBytes(from: text.utf8)
    converted = target
    return UnsafeRawBufferPointer(rebasing: target[..<text.utf8.count])
  }
}
