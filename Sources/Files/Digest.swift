import CLibcrypto
import Diagnostics

/// SHA-256 digests as lower-case hexadecimal text.
public enum SHA256Digest {
  /// The digest of bytes in memory.
  public static func hex(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    EVP_Digest(bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8)!, bytes.count, &digest, &length, EVP_sha256(), nil)
    return hexadecimal(digest.prefix(Int(length)))
  }

  /// The digest of bytes in memory.
  public static func hex(of bytes: [UInt8]) -> String { bytes.withUnsafeBytes { hex(of: $0) } }

  /// The digest of a file's content.
  public static func hex(ofFile path: String) throws -> String { try MappedFile(path).withBytes { hex(of: $0) } }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
