import Datasets
import Diagnostics
import Files
import Findings
import Site
import Synchronization

/// A run as it was published: its claims, its tables and its manifest. A results folder is published into memory first.
final class PublishedRun {
  let path: String
  let claims: [ClaimRecord]
  let run: RunDifference.Run
  /// Datasets, with the checkpoints of each.
  let datasets: [(id: String, checkpoints: [String])]

  /// - Parameter renderer: of results folders.
  /// - Throws: `AtlasError` for what is neither a site nor a results folder, and for damaged files.
  init(_ path: String, renderer: (String) throws -> SiteRenderer) throws {
    self.path = path
    let manifest = Paths.join(path, DataFiles.manifest)
    if Paths.isFile(manifest) {
      let file = try MappedFile(manifest)
      guard let read = try? file.withBytes({ try FindingsJSON.decode(Manifest.self, from: $0) }) else {
        throw AtlasError(path: manifest, "this is no manifest", hint: "give the folder of a site or of results")
      }
      run = .init(path: path, version: read.version, configuration: read.configSHA256)
      let files = read.outputs.map(\.path).filter { $0.hasPrefix("data/") && $0.hasSuffix("claims.json") }
      claims = try files.filter { !$0.contains("..") }.flatMap { try Self.read(Paths.join(path, $0)) }
    } else {
      let results = try ResultsFolder(reading: path)
      let findings = try results.findings()
      run = .init(path: path, version: findings.version, configuration: findings.configuration.sha256)
      let sink = ClaimSink()
      try renderer(findings.language).render(findings, tables: results, into: sink)
      claims = try sink.files.flatMap { file in
        try file.withUnsafeBytes { try FindingsJSON.decode([ClaimRecord].self, from: $0) }
      }
    }
    datasets = Self.datasets(path)
  }

  /// A table of the run; nil where it has none of that name, or not these columns.
  func table(_ file: String, columns: [String]) throws -> TextTable? {
    let full = Paths.join(path, file)
    guard Paths.isFile(full) else { return nil }
    let table = try TextTable.read(full, columns: columns, optional: Set(columns))
    return table.isPresent.contains(false) ? nil : table
  }

  private static func read(_ path: String) throws -> [ClaimRecord] {
    let file = try MappedFile(path)
    do {
      return try file.withBytes { try FindingsJSON.decode([ClaimRecord].self, from: $0) }
    } catch {
      throw AtlasError(path: path, "these are no claims: \(error)", hint: "build the site again")
    }
  }

  private static func datasets(_ path: String) -> [(id: String, checkpoints: [String])] {
    let root = Paths.join(path, "data")
    func folders(_ folder: String) -> [String] {
      ((try? Paths.entries(of: folder)) ?? []).filter { Paths.isFolderItself(Paths.join(folder, $0)) }.sorted()
    }
    return folders(root).map { ($0, folders(Paths.join(root, $0))) }
  }
}

/// Keeps the claims of a site and lets the pages go.
private final class ClaimSink: PageSink {
  private let claims = Mutex<[String: [UInt8]]>([:])

  func write(_ path: String, _ bytes: [UInt8]) throws {
    guard path.hasSuffix("claims.json") else { return }
    claims.withLock { $0[path] = bytes }
  }

  /// In the order of their paths.
  var files: [[UInt8]] { claims.withLock { $0.sorted { $0.key < $1.key }.map(\.value) } }
}
