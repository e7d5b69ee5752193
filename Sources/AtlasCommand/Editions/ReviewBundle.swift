import Diagnostics
import Files
import Findings

/// The bundle for reviewers: `review.zip` with the page, the tables, the claims, the configuration and `MANIFEST.sha256`.
/// Nothing in it may tell who made it, where or when: a linter looks at every byte first.
struct ReviewBundle {
  static let archive = "review.zip"
  static let manifest = "MANIFEST.sha256"

  let identity: RunIdentity
  let findings: AtlasFindings

  /// Adds configuration, manifest and archive to what the sink has.
  ///
  /// - Parameter folder: of the sink.
  /// - Throws: `AtlasError` with file and offset where something tells who made it.
  func write(from folder: String, into sink: RecordedFolder) throws {
    try sink.write("configuration.yml", Array(findings.configuration.text.utf8))
    var files = try sink.written.map { file in
      (path: file.path, bytes: try MappedFile.content(of: Paths.join(folder, file.path)))
    }
    let lines = sink.written.map { "\($0.sha256)  \($0.path)\n" }
    files.append((Self.manifest, Array(lines.joined().utf8)))
    try check(files)
    try sink.write(Self.manifest, files[files.count - 1].bytes)
    try sink.write(Self.archive, try StoredZip.bytes(files))
  }

  private func check(_ files: [(path: String, bytes: [UInt8])]) throws {
    let linter = identity.linter(allowed: findings.site.allowed ?? [])
    let mistakes = Mistakes()
    for file in files {
      // Names of files are part of the archive, too.
      for finding in linter.findings(in: Array(file.path.utf8)).prefix(1) {
        mistakes.add(
          AtlasError(
            path: file.path, "the name of this file holds \(finding.what)", hint: "rename the data set or column"))
      }
      for finding in linter.findings(in: file.bytes).prefix(3) {
        mistakes.add(
          AtlasError(
            path: file.path, "at byte \(finding.offset) there is \(finding.what)",
            hint:
              "take it out of the data or the configuration; an address that may be there goes below `site: allowed`"))
      }
    }
    absolutePaths(mistakes)
    try mistakes.end()
  }

  /// Folders of a machine in the configuration: relative ones tell nothing.
  private func absolutePaths(_ mistakes: Mistakes) {
    for (index, line) in findings.configuration.text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard let path = line.firstMatch(of: /(?:^|[\s"'\[{,])(\/[^\s\/"',\]}]+\/[^\s"',\]}]+)/)?.1 else { continue }
      mistakes.add(
        AtlasError(
          path: findings.configuration.name, line: index + 1, "“\(path.prefix(60))” is a path of this machine",
          hint: "write paths relative to the configuration, and analyse again"))
    }
  }
}
