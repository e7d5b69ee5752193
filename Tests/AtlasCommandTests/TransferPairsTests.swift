import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// Pairs of datasets in the configuration: all of them, classes and spaces of other names, another label.
@Suite struct TransferPairsTests {
  private let folder: String

  init() throws { folder = try TestPaths.temporaryFolder() }

  /// English and German classes; the second dataset reads the same checkpoint, or one of another name and layer.
  private func configuration(_ transfer: String, layer: Int = 6) throws -> String {
    let roles = "id: id, label: label"
    _ = try TinyAtlas(
      folder, columns: [("label", ["yes", "no"]), ("right", ["hit", "miss", "hit"])], roles: roles, dataset: "english")
    let other = folder + "/other"
    try Paths.makeFolders(other)
    _ = try TinyAtlas(
      other, columns: [("right", ["miss", "hit"]), ("label", ["ja", "nein"])], roles: roles, dataset: "german")
    let second =
      "\n  - {id: german, examples: other/data.csv, columns: {\(roles)}, states: {\(layer): other/states.npy}}"
    var text = String(decoding: try MappedFile.content(of: folder + "/atlas.yml"), as: UTF8.self)
    text = text.replacing("states: {6: states.npy}}", with: "states: {6: states.npy}}" + second)
    if layer != 6 {
      text = text.replacing("layer: 6}]", with: "layer: 6}, {id: copy, path: other/sae, layer: \(layer)}]")
    }
    // Ids of their own, as examples of other files have.
    let rows = String(decoding: try MappedFile.content(of: other + "/data.csv"), as: UTF8.self)
    try FileSink.write(other + "/data.csv", Array(rows.replacing("例", with: "Beispiel").utf8))
    try FileSink.write(folder + "/atlas.yml", Array((text + transfer + "\n").utf8))
    return folder + "/atlas.yml"
  }

  private func failure(_ transfer: String) throws -> AtlasError? {
    let path = try configuration(transfer)
    do { try AnalysisJob.of(path, threads: 1).write(to: folder + "/results") } catch {
      return error as? AtlasError ?? (error as? AtlasErrors)?.all.first
    }
    return nil
  }

  private func findings(_ transfer: String, layer: Int = 6) throws -> [TransferFinding] {
    let path = try configuration(transfer, layer: layer)
    try AnalysisJob.of(path, threads: 2).write(to: folder + "/results")
    return try ResultsFolder(reading: folder + "/results").findings().transfers
  }

  /// Before anything is computed, with what would help.
  @Test func noCommonClassIsAnError() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pair = try #require(try failure("transfer: [{train: english, test: german}]"))
    #expect(pair.message.contains("fewer than two classes in common") && pair.line != nil)
    #expect(pair.hint?.contains("german: ja, nein") == true && pair.hint?.contains("label-map") == true)
    #expect(try failure("transfer: all")?.message.contains("no two datasets") == true)
    let stray = try failure("transfer: [{train: english, test: german, label-map: {oui: ja, no: nein}}]")
    #expect(stray?.message.contains("“oui” is no class") == true)
    let column = try failure("transfer: [{train: english, test: german, label: wrong}]")
    #expect(column?.message.contains("wrong") == true)
    #expect(try failure("transfer: some")?.message.contains("must be `all` or a list") == true)
  }

  @Test func classesOfOtherNames() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let found = try findings("transfer: [{train: english, test: german, label-map: {yes: ja, no: nein}}]")
    #expect(found.count == 1 && found[0].classes == ["ja", "nein"] && found[0].positiveClass == "ja")
    #expect(found[0].rows.contains { $0.metric == "auroc" && $0.ceiling != nil })
  }

  @Test func anotherLabel() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let found = try findings("transfer: [{train: english, test: german, label: right}]")
    #expect(found[0].classes == ["hit", "miss"] && found[0].label == "right" && !found[0].rows.isEmpty)
    let csv = String(decoding: try MappedFile.content(of: folder + "/results/" + DataFiles.transfer), as: UTF8.self)
    #expect(csv.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",right") })
  }

  /// The same examples on both sides, with two labels.
  @Test func oneDatasetWithTwoLabels() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let map = "label-map: {yes: hit, no: miss}"
    let found = try findings("transfer: [{train: english, test: english, label: right, \(map)}]")
    #expect(found[0].classes == ["hit", "miss"] && found[0].label == "right" && found[0].trainLabel == nil)
    #expect(found[0].testName == "english · right" && found[0].joint.isEmpty)
    #expect(found[0].rows.contains { $0.metric == "auroc" && $0.ceiling != nil })
    // Every page of it.
    try SiteBuilder(renderer: BuiltSite.renderer(), stopwatch: Stopwatch()).build(
      from: try ResultsFolder(reading: folder + "/results"), to: folder + "/site")
    var files: [String: [UInt8]] = [:]
    for path in try Paths.files(under: folder + "/site") {
      files[path] = try MappedFile.content(of: folder + "/site/" + path)
    }
    #expect(LinkChecker(files, checksData: true).problems() == [])
    let page = try MappedFile.content(of: folder + "/site/transfer/english.english.html")
    #expect(String(decoding: page, as: UTF8.self).contains("english → english · right"))
    let back = try findings(
      "transfer: [{train: english, test: english, train-label: right, label-map: {hit: yes, miss: no}}]")
    #expect(back[0].classes == ["no", "yes"] && back[0].label == nil && back[0].trainLabel == "right")
    let apart = try findings(
      "transfer: [{train: english, test: german, train-label: right, label-map: {hit: ja, miss: nein}}]")
    #expect(apart[0].classes == ["ja", "nein"] && apart[0].trainLabel == "right")
    for (labels, message) in [
      ("", "with one label"), (", label: label", "with one label"),
      (", train-label: right, test-label: right", "with one label"),
      (", label: right, test-label: right", "`label` is given beside"),
    ] {
      let error = try failure("transfer: [{train: english, test: english\(labels)}]")
      #expect(error?.message.contains(message) == true && error?.line != nil, "\(labels)")
    }
  }

  @Test func spacesOfOtherNames() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let map = "label-map: {yes: ja, no: nein}"
    let apart = try findings("transfer: [{train: english, test: german, \(map)}]", layer: 7)
    #expect(apart[0].rows.isEmpty && apart[0].notes.contains(Note(.nothingShared)))
    let same = try findings("transfer: [{train: english, test: german, \(map), same-space: true}]", layer: 7)
    #expect(same[0].rows.contains { $0.arm.checkpoint == "sae" && $0.metric == "auroc" })
    #expect(same[0].checkpoints.map(\.checkpoint) == ["sae"])
  }

  @Test func allPairs() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try configuration("transfer: all")
    let text = String(decoding: try MappedFile.content(of: path), as: UTF8.self)
    try FileSink.write(path, Array(text.replacing("label: label", with: "label: right").utf8))
    try AnalysisJob.of(path, threads: 2).write(to: folder + "/results")
    let found = try ResultsFolder(reading: folder + "/results").findings().transfers
    #expect(found.map { [$0.train, $0.test] } == [["english", "german"], ["german", "english"]])
  }
}
