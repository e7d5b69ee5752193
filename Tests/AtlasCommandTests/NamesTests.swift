import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Analysis
@testable import AtlasCommand

/// Names of any script reach the disk and the pages, each with files of its own.
@Suite struct NamesTests {
  private static let columns: [(name: String, values: [String])] = [
    ("label", ["採用", "不採用"]), ("性別", ["女性", "男性", "その他"]), ("年齢", ["若年", "高齢"]),
  ]

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func run(_ arguments: [String]) throws {
    var command = try FeatureAtlas.parseAsRoot(arguments + ["--quiet"])
    try command.run()
  }

  /// The first mistake that is found in a configuration or its inputs.
  private func failure(_ atlas: TinyAtlas) -> AtlasError? {
    do {
      let configuration = try AtlasConfiguration.read(atlas.configuration)
      _ = try OpenedInputs(configuration, reporter: Reporter(.quiet))
      return nil
    } catch let error as AtlasErrors {
      return error.all.first
    } catch {
      return error as? AtlasError
    }
  }

  @Test func japaneseAttributesClassesAndGroups() throws {
    try inFolder { folder in
      // Names that Windows keeps for devices, too.
      let atlas = try TinyAtlas(
        folder, columns: Self.columns, roles: "id: id, label: label, groups: [性別, 年齢]", dataset: "aux",
        checkpoint: "con", more: "bias: {ablation: false, minimum-cell: 5, intersections: [[性別, 年齢]]}")
      let site = folder + "/site"
      try run([
        "build", atlas.configuration, "-o", site, "--no-cache", "--templates", TestPaths.repository + "/templates",
      ])
      try run(["verify", site])
      let paths = try Paths.files(under: site)
      for attribute in ["=6027-5225=", "=5e74-9f62=", "=6027-5225=+=5e74-9f62="] {
        #expect(paths.contains("bias/=61=ux/by-\(attribute).html"))
        #expect(paths.contains("data/=61=ux/bias.\(attribute).probe.csv"))
        #expect(paths.contains("data/=61=ux/=63=on/bias.\(attribute).csv"))
        #expect(paths.contains("features/=61=ux/=63=on/by-group-\(attribute)-1.html"))
      }
      #expect(paths.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
      #expect(Set(paths.map { $0.lowercased() }).count == paths.count)
      let files = try Dictionary(
        uniqueKeysWithValues: paths.map {
          ($0, $0.hasSuffix(".html") ? try MappedFile.content(of: site + "/" + $0) : [])
        })
      #expect(LinkChecker(files, checksData: true).problems() == [])
      let index = String(decoding: files["bias/index.html"] ?? [], as: UTF8.self)
      for name in ["性別", "年齢", "by-%3D6027-5225%3D.html", "by-%3D5e74-9f62%3D.html"] {
        #expect(index.contains(name), "\(name)")
      }
      let page = String(decoding: files["bias/=61=ux/by-=6027-5225=.html"] ?? [], as: UTF8.self)
      #expect(page.contains("女性") && page.contains("採用"))
      // Each audit is that of its own attribute.
      func groups(_ attribute: String) throws -> String {
        String(
          decoding: try MappedFile.content(of: "\(site)/data/=61=ux/bias.\(attribute).probe.csv"), as: UTF8.self)
      }
      #expect(try groups("=6027-5225=").contains("女性") && !groups("=6027-5225=").contains("若年"))
      #expect(try groups("=5e74-9f62=").contains("若年") && !groups("=5e74-9f62=").contains("女性"))
    }
  }

  @Test func namesThatWouldShareFilesAreAnError() throws {
    try inFolder { folder in
      let columns: [(name: String, values: [String])] = [
        ("label", ["a", "b"]), ("Sex", ["x", "y"]), ("sex", ["x", "y"]), ("Sex×sex", ["x", "y"]),
      ]
      let roles = "id: id, label: label, groups: [Sex, sex]"
      let capitals = failure(try TinyAtlas(folder, columns: columns, roles: roles))
      #expect(capitals?.message.contains("“Sex” and “sex”") == true)
      let crossed = failure(
        try TinyAtlas(
          folder, columns: columns, roles: "id: id, label: label, groups: [Sex, sex, Sex×sex]",
          more: "bias: {attributes: [Sex×sex], intersections: [[Sex, sex]]}"))
      #expect(crossed?.message.contains("“Sex×sex” twice") == true)
      let twice = failure(try TinyAtlas(folder, columns: columns, roles: roles, more: "bias: {attributes: [Sex, Sex]}"))
      #expect(twice?.message.contains("twice") == true)
    }
  }

  @Test func labelsOfAnyScriptHaveIdsOfTheirOwn() {
    #expect(
      DatasetTask.idParts(["older", "Very Good!", "安全", "C", "C++", "…"]) == [
        "older", "very-good", "安全", "C", "C++", "…",
      ])
  }

  /// `a` with the label `b-c`, and `a-b` with the label `c`.
  @Test func labelsOfTwoDatasetsMayNotShareAnId() throws {
    try inFolder { folder in
      let columns: [(name: String, values: [String])] = [("b c", ["0", "1"]), ("c", ["1", "0"])]
      let atlas = try TinyAtlas(
        folder, columns: columns, roles: "id: id, labels: [b c]", dataset: "a")
      let text = String(decoding: try MappedFile.content(of: atlas.configuration), as: UTF8.self).replacing(
        "\npooling:",
        with: "\n  - {id: a-b, examples: data.csv, columns: {id: id, labels: [c]}, states: {6: states.npy}}\npooling:")
      try FileSink.write(atlas.configuration, Array(text.utf8))
      let error = failure(atlas)
      #expect(error?.message.contains("would be called “a-b-c”, as the label “b c” of “a” is") == true)
    }
  }
}
