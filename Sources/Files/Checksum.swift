import Buffers
import CZlib

/// CRC-32 as zip and gzip use it.
public enum Checksum {
  /// The checksum of what was summed to `sum` before (0 at the start) followed by `bytes`.
  public static func crc32(_ bytes: UnsafeRawBufferPointer, continuing sum: UInt32 = 0) -> UInt32 {
    var sum = CZlib.crc32(0, nil, 0) | UInt(sum)
    var start = 0
    while start < bytes.count {
      let length = min(bytes.count - start, 1 << 30)
      sum = CZlib.crc32(
        sum, bytes.start.advanced(by: start).assumingMemoryBound(to: UInt8.self), UInt32(length))
      start += length
    }
    return UInt32(truncatingIfNeeded: sum)
  }
}
