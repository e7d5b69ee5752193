import Analysis
import Files
import Findings
import Foundation
import Site
import TestSupport
import Testing

@testable import AtlasCommand

/// Examples with several labels, from the configuration to the site: the demo in small, with label and gender as labels.
@Suite struct SeveralLabelsTests {
  private let folder: String

  init() throws { folder = try TestPaths.temporaryFolder() }

  private func configuration(columns: String, transfer: String = "") throws -> String {
    var text = String(
      decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
    text =
      text.replacing("../../../examples/messages.csv", with: "messages.csv")
      .replacing("../../../examples", with: TestPaths.repository + "/examples")
      .replacing(#/columns: \{[^}]*\}/#, with: "columns: {\(columns)}") + transfer
    let rows = String(
      decoding: try MappedFile.content(of: TestPaths.repository + "/examples/messages.csv"), as: UTF8.self
    ).split(separator: "\n")
    // Gender and age are the cells before split, cluster and pair; texts may hold commas.
    let lines = rows.dropFirst().map { row -> String in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      let (label, age) = (cells[cells.count - 6], cells[cells.count - 4].replacing(" people", with: ""))
      return
        "\(cells[0]),\(label == "promote" ? "promote" : "")/\(age),\(age == "older" ? 1 : 0),\(cells[cells.count - 2])"
    }
    try FileSink.write(
      folder + "/messages.csv", Array((["id,tags,older,cluster"] + lines).joined(separator: "\n").utf8))
    try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
    return folder + "/atlas.yml"
  }

  @Test func everyLabelIsStudiedAgainstTheRest() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try configuration(columns: "id: id, labels: tags, label-separator: /, cluster: cluster")
    try AnalysisJob.of(path, threads: 2).write(to: folder + "/results")
    let results = try ResultsFolder(reading: folder + "/results")
    let findings = try results.findings()
    let labels = ["messages-older", "messages-promote", "messages-younger"].filter { id in
      findings.datasets.contains { $0.id == id }
    }
    #expect(labels.count >= 3)
    let whole = try #require(findings.datasets.first)
    #expect(whole.id == "messages")
    #expect(whole.parts == findings.datasets.dropFirst().map(\.id))
    #expect(findings.datasets.dropFirst().allSatisfy { $0.partOf == "messages" })
    // Encoded once, named once.
    #expect(findings.checkpoints[0].reconstructions.count == 1)
    let study = try #require(whole.probes)
    #expect(study.design.labelCount == whole.parts.count)
    for part in findings.datasets.dropFirst() {
      #expect(part.probes?.arms.map(\.name) == study.arms.map(\.name))
      #expect(part.classes.map(\.name) == ["not \(part.classes[1].name)", part.classes[1].name])
      #expect(try results.features(part.id, "l6-w512").classes == part.classes.map(\.name))
      #expect(try results.profiles(part.id, "l6-w512").dataset == part.id)
    }
    // The site shows them, and every link holds.
    let site = folder + "/site"
    let renderer = BuiltSite.renderer()
    try SiteBuilder(renderer: renderer, stopwatch: Stopwatch()).build(from: results, to: site)
    let page = String(decoding: try MappedFile.content(of: site + "/probes/messages/index.html"), as: UTF8.self)
    #expect(page.contains("Label by label"))
    #expect(page.contains("messages-promote/"))
    let files = try Dictionary(
      uniqueKeysWithValues: Paths.files(under: site).map {
        ($0, $0.hasSuffix(".html") ? try MappedFile.content(of: site + "/" + $0) : [])
      })
    let problems = LinkChecker(files, checksData: true).problems()
    #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "\n"))")
  }

  @Test func mistakesAreNamed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (columns, part) in [
      ("label: tags, labels: tags", "both"), ("labels: []", "needs columns"), ("labels: [older, older]", "each once"),
      ("labels: [older], label-separator: /", "label-separator"), ("labels: [tags]", "neither yes nor no"),
    ] {
      let path = try configuration(columns: "id: id, " + columns)
      let error = #expect(throws: (any Error).self) {
        try AnalysisJob.of(path, threads: 1).write(to: folder + "/results")
      }
      #expect("\(String(describing: error))".contains(part), "\(columns): \(String(describing: error))")
    }
  }
}
