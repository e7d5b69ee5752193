import CLibcrypto

/// SHA-256 of bytes that come piece by piece.
public struct RunningDigest: ~Copyable {
  private let context: OpaquePointer

  /// The digest of nothing yet.
  public init() {
    // Null only where not even a hundred bytes can be had.
    context = EVP_MD_CTX_new()!
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes in further bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if let base = bytes.baseAddress { EVP_DigestUpdate(context, base, bytes.count) }
  }

  /// Takes in a text with its length before it, so that no two sequences of texts are the same bytes.
  public mutating func update(_ text: String) {
    withUnsafeBytes(of: text.utf8.count) { update($0) }
    Array(text.utf8).withUnsafeBytes { update($0) }
  }

  /// Takes in numbers with their count before them.
  public mutating func update<T: BitwiseCopyable>(_ values: UnsafeBufferPointer<T>) {
    withUnsafeBytes(of: values.count) { update($0) }
    update(UnsafeRawBufferPointer(values))
  }

  /// The digest of all that came, as lower-case hexadecimal text.
  public consuming func hex() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &length)
    return SHA256Digest.hexadecimal(digest.prefix(Int(length)))
  }
}
