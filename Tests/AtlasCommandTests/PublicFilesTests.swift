import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// Everything that a run writes, its results and its site: which tables of groups there are, and sizes beside names of groups.
@Suite struct PublicFilesTests {
  private static let animals = ["Zebra", "Quagga", "Okapi"]
  private static let habitats = ["steppe", "forest"]
  /// Whether a table holds figures of groups.
  private static func isOfGroups(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasPrefix("bias.") || ["pairs.csv", "calibration.csv", "reliability.csv"].contains(name)
  }

  private struct Run {
    /// Text of every file, by path.
    var files: [String: String] = [:]

    init(_ disclosure: String) throws {
      let folder = try TestPaths.temporaryFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let animals =
        [String](repeating: "Zebra", count: 13) + [String](repeating: "Quagga", count: 7)
        + [String](repeating: "Okapi", count: 3) + [""]
      let tiny = try TinyAtlas(
        folder,
        columns: [("label", ["no", "yes"]), ("animal", animals), ("habitat", PublicFilesTests.habitats)],
        roles: "id: id, label: label, groups: [animal, habitat], pair: twin",
        more:
          "bias: {disclosure: \(disclosure), minimum-cell: 5, attributes: [animal, habitat], intersections: [[animal, habitat]]}"
      )
      try Self.addTwins(folder + "/data.csv")
      try BuiltSite.make(tiny.configuration, in: folder)
      for path in try Paths.files(under: folder).filter({ $0.hasPrefix("site/") || $0.hasPrefix("results/") }) {
        files[path] = String(decoding: try MappedFile.content(of: folder + "/" + path), as: UTF8.self)
      }
    }

    /// Rows 26 apart share the label; most are of other animals.
    private static func addTwins(_ path: String) throws {
      let lines = String(decoding: try MappedFile.content(of: path), as: UTF8.self).split(separator: "\n")
      let rows = lines.enumerated().map { place, line -> String in
        let row = place - 1
        return line + (place == 0 ? ",twin" : ",t\(row / 52 * 26 + row % 26)")
      }
      try FileSink.write(path, Array((rows.joined(separator: "\n") + "\n").utf8))
    }
  }

  private static let exact = Result { try Run("internal") }
  private static let published = Result { try Run("public") }

  /// Tables that would hold sums over features or examples of a group are not there, and predictions name no group.
  @Test func noTableHoldsSumsOfAGroup() throws {
    let (exact, published) = (try Self.exact.get(), try Self.published.get())
    let isOfGroups = { (path: String) in Self.isOfGroups(path) && path.hasPrefix("results/") }
    // Tables are as many, and those that would hold sums over features are not there.
    let names = { (run: Run) in Set(run.files.keys.filter { isOfGroups($0) && !$0.contains("reliability") }) }
    #expect(names(published).isSubset(of: names(exact)))
    #expect(!names(published).contains { $0.contains("attribution") })
    #expect(names(exact).contains { $0.contains("attribution") } && names(exact).contains { $0.hasSuffix("pairs.csv") })
    // Out-of-fold predictions name no group in either.
    for run in [exact, published] {
      let predictions = try #require(run.files["results/data/data/predictions.csv"])
      #expect((Self.animals + Self.habitats).allSatisfy { !predictions.contains($0) })
    }
  }

  /// Sizes beside the name of a group: on pages, in JSON and in tables.
  @Test func sizesBesideNamesAreRounded() throws {
    func sizes(_ run: Run) -> [String: Set<Int>] {
      var found: [String: Set<Int>] = [:]
      for (path, text) in run.files where path.hasSuffix(".html") || path.hasSuffix(".csv") || path.hasSuffix(".json") {
        let plain = path.hasSuffix(".html") ? text.replacing(#/<[^>]*>/#, with: " ") : text
        for animal in Self.animals {
          for match in plain.matches(of: try! Regex("\(animal)[\",:a-z_\\s(]{1,40}?([0-9]+)(?![0-9.%,])")) {
            if let number = match.output[1].substring.flatMap({ Int($0) }) { found[animal, default: []].insert(number) }
          }
        }
      }
      return found
    }
    // Of 120 examples, by two labels of which each has as many.
    let truth = ["Zebra": [38, 76], "Quagga": [14, 28], "Okapi": [6, 12]]
    let (exact, published) = (sizes(try Self.exact.get()), sizes(try Self.published.get()))
    for (animal, counts) in truth {
      #expect(counts.contains { exact[animal]?.contains($0) == true }, "\(animal): \(exact[animal] ?? [])")
      #expect(!counts.contains { published[animal]?.contains($0) == true }, "\(animal): \(published[animal] ?? [])")
    }
  }
}
