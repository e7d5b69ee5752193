/// Where a site's files go: a folder, an archive, a test. Called from several threads at once.
public protocol PageSink: Sendable {
  /// Writes one file.
  ///
  /// - Parameter path: relative to the site's root, with `/` between its parts.
  /// - Throws: `AtlasError` when the file cannot be written.
  func write(_ path: String, _ bytes: [UInt8]) throws
}
