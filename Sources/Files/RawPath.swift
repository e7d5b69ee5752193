import Buffers
import Glibc

/// A name or a relative path as the file system holds it: bytes, which need not be UTF-8.
public struct RawPath: Hashable, Comparable, Sendable {
  /// Without the 0 at the end.
  public var bytes: [UInt8]

  /// A path as the file system gave it.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// A path in UTF-8.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// Reads what `text` gives.
  public init(escaped text: Substring) {
    bytes = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
  }

  /// For people and for lists of one path a line: `%` and control characters are written as % and two digits, and so are
  /// all bytes beyond ASCII where they are not valid UTF-8.
  public var text: String {
    let isText = String(validating: bytes, as: UTF8.self) != nil
    var result: [UInt8] = []
    for byte in bytes {
      if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") || (byte >= 0x80 && !isText) {
        result.append(UInt8(ascii: "%"))
        result += Array(SHA256Digest.hexadecimal(CollectionOfOne(byte)).utf8)
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// `name` in the folder `self`; an empty path is the folder that all paths are relative to.
  public func appending(_ name: RawPath) -> RawPath {
    bytes.isEmpty ? name : RawPath(bytes + [UInt8(ascii: "/")] + name.bytes)
  }

  /// All folders that the path leads through, outermost first.
  public var folders: [RawPath] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { RawPath(Array(bytes[..<$0])) }
  }

  /// By bytes.
  public static func < (a: RawPath, b: RawPath) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
    try (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { try body($0.start) }
  }
}
