import ArgumentParser
import Diagnostics
import Files
import Findings

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare a site with its manifest, and its claims with their tables.",
    discussion: """
      Exit code 0 if every file has the size and SHA-256 of data/manifest.json, there are no other files, every page \
      names the report that the data make up, and every figure in the claims.json files equals the one in the row that it names. Otherwise 1, with the list of \
      differences. Your own files that the build found and kept are listed, not counted as differences.

      EXAMPLE: feature-atlas verify atlas
      """)

  @Argument(help: "The folder of the site.", completion: .directory)
  var site: String

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try runCommand {
      let manifest = try readManifest()
      var differences: [String] = []
      let report = manifest.report
      if let stated = manifest.reportSHA256, stated != report.sha256 {
        differences.append("the manifest names another report than its data: \(DataFiles.manifest)")
      }
      for file in manifest.outputs {
        guard !file.path.hasPrefix("/"), !file.path.split(separator: "/").contains("..") else {
          throw AtlasError(path: DataFiles.manifest, "the manifest names a path outside the site: \(file.path)")
        }
        let path = Paths.join(site, file.path)
        guard Paths.isFile(path) else {
          differences.append("missing: \(file.path)")
          continue
        }
        let content = try MappedFile(path)
        if content.withBytes({ SHA256Digest.hex(of: $0) }) != file.sha256 {
          differences.append("changed: \(file.path)")
        } else if file.path.hasSuffix(".html"), let named = content.withBytes(ReportDigest.named), named != report.short
        {
          differences.append("names the report \(named), not \(report.short): \(file.path)")
        }
      }
      let timings = Paths.join(site, DataFiles.timings)
      if Paths.isFile(timings), (try? Timings.decode(MappedFile(timings))) == nil {
        differences.append("changed: \(DataFiles.timings)")
      }
      let folder = try FolderHandle(site)
      let known = manifest.outputs.map(\.path) + [DataFiles.manifest, DataFiles.timings, StagedFolder.marker]
      let others = try OtherFiles.find(in: folder, known: Set(known.map { RawPath($0) }))
      let kept = Set(FolderMarker(in: folder)?.kept ?? [])
      differences += others.filter { !kept.contains($0) }.map { "not in the manifest: \($0.text)" }
      var claims = ClaimVerifier(site: site)
      if differences.isEmpty {
        differences = try claims.differences(in: manifest.outputs.map(\.path).filter { $0.hasSuffix("claims.json") })
        differences += try EditionVerifier(site: site, claims: claims.ids).differences(in: manifest.outputs.map(\.path))
      }
      guard differences.isEmpty else {
        throw AtlasError(
          .failure, path: site,
          "\(differences.count) differences from the manifest\n" + differences.prefix(50).joined(separator: "\n"),
          hint: "build the site again, which keeps files of your own, or find out who changed it")
      }
      for path in others where kept.contains(path) { shared.reporter.stage("kept, not of the site: \(path.text)") }
      shared.reporter.stage(
        "\(manifest.outputs.count) files as in the manifest, report \(report.short); \(claims.figureCount) figures of \(claims.claimCount) claims as in the tables"
      )
    }
  }

  private func readManifest() throws -> Manifest {
    let file = try MappedFile(Paths.join(site, DataFiles.manifest))
    do {
      return try file.withBytes { try FindingsJSON.decode(Manifest.self, from: $0) }
    } catch {
      throw AtlasError(path: file.path, "this is no manifest: \(error)", hint: "give the folder of a site")
    }
  }
}
