import Diagnostics
import Files
import Findings

/// The picture files of a dataset, all of which were decoded once.
public struct DatasetPictures: Sendable {
  /// Decoded at a time: an interlaced picture of the largest size takes 256 MB.
  public static let mostThreads = 8

  public struct Source: Sendable {
    /// Seen from the current folder.
    public let path: String
    /// As the table has it.
    public let name: String
    /// Of the table; nil where it has none.
    public let line: Int?
    /// Of the file.
    public let bytes: Int
    /// SHA-256 of the file.
    public let digest: String

    public init(path: String, name: String, line: Int?, bytes: Int, digest: String) {
      (self.path, self.name, self.line) = (path, name, line)
      (self.bytes, self.digest) = (bytes, digest)
    }
  }

  /// [example]: nil where it has none.
  public let sources: [Source?]
  /// Of the table.
  public let column: String

  public init(_ sources: [Source?], column: String) { (self.sources, self.column) = (sources, column) }

  /// How many examples have one.
  public var count: Int { sources.count { $0 != nil } }

  /// All of them as one input of the manifest, which then tells no name of a file: the digest is that of the files' digests, one
  /// a line, in the order of the rows.
  ///
  /// - Parameter table: path of the table, as the manifest has it.
  public func record(table: String) -> InputFile {
    let known = sources.compactMap { $0 }
    return InputFile(
      path: "\(table)#\(column)", bytes: known.reduce(0) { $0 + $1.bytes },
      sha256: SHA256Digest.hex(of: Array(known.map { $0.digest + "\n" }.joined().utf8)))
  }

  /// An error of a picture with the row that names it.
  public static func located(_ error: AtlasError, name: String, line: Int?, of table: String) -> AtlasError {
    AtlasError(
      error.kind, path: table, line: line, "picture “\(name.prefix(200))”: \(error.message)", hint: error.hint)
  }
}
