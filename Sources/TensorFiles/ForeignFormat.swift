import Diagnostics
import Files

/// Files that users have at hand and that cannot be read: named, with the way out.
public enum ForeignFormat {
  /// The error for a file that begins like one of another kind; without a path; nil if it does not.
  public static func error(_ bytes: UnsafeRawBufferPointer) -> AtlasError? {
    if let found = starts.first(where: { bytes.hasPrefix($0.bytes) }) {
      return AtlasError(.input, "this is \(found.what)", hint: found.hint)
    }
    guard let text = markup(bytes) else { return nil }
    if ["<!doctype", "<html", "<head", "<body"].contains(where: text.hasPrefix) {
      return AtlasError(.input, "this is a web page, not the file itself", hint: download)
    }
    if text.hasPrefix("<?xml") || text.hasPrefix("<error>") {
      return AtlasError(.input, "this is an XML text, not the file itself", hint: download)
    }
    return nil
  }

  /// The error for a text where tensors are expected: short ones are answers of servers; nil if it is none.
  static func textError(_ bytes: UnsafeRawBufferPointer) -> AtlasError? {
    let first = bytes.prefix(64)
    guard first.allSatisfy({ $0 >= 32 && $0 != 127 || (9...13).contains($0) }) else { return nil }
    // The last character may be cut.
    let text = String(decoding: first, as: UTF8.self)
    if text.dropLast().contains("\u{FFFD}") { return nil }
    let begin = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return AtlasError(
      .input, "this is a text (\(quoted(begin + (bytes.count > 64 ? "…" : "")))), no file of tensors", hint: download)
  }

  private static let download = "if it was downloaded, that went wrong: fetch the file itself"

  /// The first characters in lower case if they are of HTML or XML, without a byte-order mark and space.
  private static func markup(_ bytes: UnsafeRawBufferPointer) -> String? {
    var first = bytes.prefix(256)
    if first.starts(with: [0xEF, 0xBB, 0xBF]) { first = first.dropFirst(3) }
    let word = first.drop { $0 == 0x20 || (9...13).contains($0) }
    guard word.first == UInt8(ascii: "<") else { return nil }
    return String(decoding: word.prefix(16), as: UTF8.self).lowercased()
  }

  private static let starts: [(bytes: [UInt8], what: String, hint: String)] = [
    (
      Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself",
      "fetch the file: run `git lfs pull` in its repository"
    ),
    (
      [0x89] + Array("HDF\r\n".utf8), "an HDF5 file, which is not read",
      "save its arrays with np.savez or as safetensors"
    ),
    (Array("PAR1".utf8), "a Parquet file, which is not read", "save its columns with np.savez or as safetensors"),
    ([0x1F, 0x8B], "packed with gzip, which is not read", "unpack it first: gzip -d FILE"),
    ([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd, which is not read", "unpack it first: zstd -d FILE"),
    (Array("GGUF".utf8), "a GGUF file, which is not read", "export the tensors as safetensors"),
  ]
}
