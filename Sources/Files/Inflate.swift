import Buffers
import CZlib
import Diagnostics

/// Raw deflate streams (RFC 1951), as zip members hold them.
public enum Inflate {
  /// What one compressed byte yields at most: 258 bytes from two bits is the format's limit, 1032 to one.
  public static let largestRatio = 1032

  /// Whether `count` bytes can come out of `compressed` bytes at all; asked before memory is taken.
  public static func canYield(_ count: Int, from compressed: Int) -> Bool {
    let (limit, overflow) = compressed.multipliedReportingOverflow(by: largestRatio)
    return overflow || count <= limit.addingReportingOverflow(largestRatio).partialValue
  }

  /// Unpacks the whole stream `compressed` into `target`, which it has to fill exactly.
  ///
  /// - Throws: `AtlasError` without a path if the stream is damaged, ends early or holds more or less than `target`.
  public static func unpack(_ compressed: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws {
    var stream = z_stream()
    guard
      inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw AtlasError(.failure, "zlib cannot be started") }
    defer { inflateEnd(&stream) }
    var consumed = 0
    var produced = 0
    // One spare byte: a stream that wants to write more than announced is found out, not cut off.
    var spare: UInt8 = 0
    try withUnsafeMutableBytes(of: &spare) { spareByte in
      while true {
        let input = min(compressed.count - consumed, Int(UInt32.max))
        let isFull = produced == target.count
        let output = isFull ? 1 : min(target.count - produced, Int(UInt32.max))
        if let base = compressed.baseAddress {
          stream.next_in = UnsafeMutablePointer(
            mutating: base.advanced(by: consumed).assumingMemoryBound(to: UInt8.self))
        }
        stream.avail_in = UInt32(input)
        let place = isFull ? spareByte.start : target.start + produced
        stream.next_out = place.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(output)
        let status = inflate(&stream, Z_NO_FLUSH)
        consumed += input - Int(stream.avail_in)
        let written = output - Int(stream.avail_out)
        if isFull && written > 0 {
          throw AtlasError(.input, "compressed data holds more than the \(target.count) bytes announced")
        }
        if !isFull { produced += written }
        if status == Z_STREAM_END { break }
        guard status == Z_OK else { throw AtlasError(.input, "compressed data is damaged or cut off") }
      }
    }
    guard produced == target.count else {
      throw AtlasError(.input, "compressed data holds \(produced) bytes where \(target.count) are announced")
    }
    guard consumed == compressed.count else {
      throw AtlasError(.input, "\(compressed.count - consumed) bytes follow the end of the compressed data")
    }
  }

  /// The first bytes of what `compressed` holds, at most `limit`; fewer if the stream ends or is damaged before.
  public static func beginning(of compressed: UnsafeRawBufferPointer, limit: Int) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return []
    }
    defer { inflateEnd(&stream) }
    return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      guard let base = compressed.baseAddress, let target = buffer.baseAddress else { return }
      stream.next_in = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: UInt8.self))
      stream.avail_in = UInt32(min(compressed.count, Int(UInt32.max)))
      stream.next_out = target
      stream.avail_out = UInt32(min(limit, Int(UInt32.max)))
      _ = inflate(&stream, Z_SYNC_FLUSH)
      count = limit - Int(stream.avail_out)
    }
  }
}
