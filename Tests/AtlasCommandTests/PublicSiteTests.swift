import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// What a site says of the groups of single examples.
@Suite struct PublicSiteTests {
  private static let groups = ["Zebra", "Quagga", "Okapi"]

  /// Lines that name an example and a group, and captions of examples that name one, by file.
  private func lines(_ disclosure: String) throws -> [String] {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let tiny = try TinyAtlas(
      folder, columns: [("label", ["no", "yes"]), ("animal", Self.groups)],
      roles: "id: id, label: label, groups: [animal]", more: "bias: {disclosure: \(disclosure), minimum-cell: 10}")
    try BuiltSite.make(tiny.configuration, in: folder)
    var found: [String] = []
    for path in try Paths.files(under: folder).filter({ $0.hasPrefix("site/") || $0.hasPrefix("results/") }) {
      let text = String(decoding: try MappedFile.content(of: folder + "/" + path), as: UTF8.self)
      for line in text.split(separator: "\n") {
        for group in Self.groups {
          let isCaption = line.contains("animal: \(group)")
          // One line for all examples.
          let isList = path.hasPrefix("results/examples/") && line.contains(group)
          // 事例 is a word of the Japanese sentences in claims.json, 例 with a number an id.
          let isExample = line.replacing("事例", with: "").contains("例") && line.contains(group)
          if isList || isCaption || isExample { found.append(path) }
        }
      }
    }
    let names = try MappedFile.content(of: folder + "/site/data/data/sae/bias.animal.groups.csv")
    #expect(Self.groups.allSatisfy { String(decoding: names, as: UTF8.self).contains($0) }, "groups as such are named")
    return found
  }

  @Test func noFileTellsTheGroupOfAnExample() throws {
    #expect(try lines("public").isEmpty)
    // The same search finds them where they may be seen: on pages of features, and in the examples to render from.
    let seen = try lines("internal")
    #expect(seen.contains { $0.hasPrefix("site/features/") } && seen.contains { $0.hasPrefix("results/") })
  }
}
