import Diagnostics
import Files
import Findings
import Site
import Synchronization

/// Renders a results folder into a site folder: pages, the published data, and the manifest over both.
struct SiteBuilder {
  let renderer: SiteRenderer
  let stopwatch: Stopwatch
  var reporter = Reporter(.quiet)

  /// - Throws: `AtlasError`; the target then stays as it was.
  func build(from results: ResultsFolder, to target: String) throws {
    let folder = try StagedFolder(replacing: target)
    do {
      let findings = try results.findings()
      let sink = RecordingSink(folder)
      try stopwatch.measure("render") {
        try reporter.during("rendering", unit: "pages") { progress in
          try renderer.render(findings, tables: results, into: sink, progress: progress)
        }
        for path in try results.dataFiles() where path != DataFiles.timings {
          try sink.write(path, try MappedFile.content(of: Paths.join(results.path, path)))
        }
        let manifest = Manifest(
          version: findings.version, configSHA256: findings.configuration.sha256, inputs: findings.inputs,
          outputs: sink.written, seed: findings.seed, command: findings.command)
        try folder.write(DataFiles.manifest, try FindingsJSON.encode(manifest))
      }
      try folder.write(DataFiles.timings, try FindingsJSON.encode(try timings(results)))
      try folder.commit()
    } catch {
      folder.discard()
      throw error
    }
  }

  /// The times of the analysis, with that of rendering.
  private func timings(_ results: ResultsFolder) throws -> Timings {
    let file = try MappedFile(Paths.join(results.path, DataFiles.timings))
    var timings = try file.withBytes { try FindingsJSON.decode(Timings.self, from: $0) }
    let render = stopwatch.stages.filter { $0.name == "render" }
    timings.stages = timings.stages.filter { $0.name != "render" } + render
    return timings
  }
}

/// Passes files on and remembers path, size and digest of each for the manifest.
private final class RecordingSink: PageSink {
  private let folder: StagedFolder
  private let files = Mutex<[InputFile]>([])

  init(_ folder: StagedFolder) { self.folder = folder }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    try folder.write(path, bytes)
    let record = InputFile(path: path, bytes: bytes.count, sha256: SHA256Digest.hex(of: bytes))
    files.withLock { $0.append(record) }
  }

  /// Sorted by path.
  var written: [InputFile] {
    files.withLock { $0.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) } }
  }
}
