import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// What is said of the configuration's keys comes from the list that reads them.
@Suite struct KeysTests {
  @Test func theREADMEHasTheTableOfKeys() throws {
    let readme = String(decoding: try MappedFile.content(of: TestPaths.repository + "/README.md"), as: UTF8.self)
    let start = try #require(readme.firstRange(of: "<!-- keys -->\n")).upperBound
    let end = try #require(readme.firstRange(of: "<!-- end of keys -->")).lowerBound
    #expect(
      readme[start..<end] == KeyTable.markdown,
      "CONTRIBUTING.md says how `feature-atlas keys --markdown` is put into the README")
  }

  /// What it writes out are the defaults, and what it leaves to the user are files.
  @Test func theCommentedConfigurationCanBeRead() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try Program.run(["keys"])
    #expect(run.status == 0 && run.errors.isEmpty)
    try FileSink.write(folder + "/atlas.yml", Array(run.output.utf8))
    let configuration = try AtlasConfiguration.read(folder + "/atlas.yml")
    #expect("\(configuration.probes)" == "\(AtlasConfiguration.Probes())")
    #expect("\(configuration.bias)" == "\(AtlasConfiguration.Bias())")
    #expect(configuration.site == AtlasConfiguration().site && configuration.pooling == AtlasConfiguration().pooling)
    #expect(configuration.checkpoints.map(\.layer) == configuration.datasets.map { $0.states.first?.layer })
    for key in KeyTable.markdown.split(separator: "\n").dropFirst(2).compactMap({
      $0.split(separator: "`").dropFirst().first
    }) {
      let name = key.split(separator: ".").last?.replacing("[]", with: "") ?? ""
      #expect(run.output.contains(" \(name):") || run.output.contains("\n\(name):"), "\(key)")
    }
  }

  @Test func aPlainValueStandsForAMapping() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func read(_ tokens: String, _ states: String, _ labels: String) throws -> AtlasConfiguration {
      let text = """
        checkpoints: [{id: c, layer: 1, options: {k: 3}, option: {scale: 2}}]
        datasets: [{id: a, states: {1: \(states)}, tokens: \(tokens)}]
        labels: \(labels)
        """
      try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
      return try AtlasConfiguration.read(folder + "/atlas.yml")
    }
    let short = try read("t.json", "s.npy", "n.csv")
    let long = try read("{path: t.json}", "{path: s.npy}", "[{path: n.csv}]")
    for configuration in [short, long] {
      #expect(configuration.datasets[0].tokens == folder + "/t.json")
      #expect(configuration.datasets[0].states.map(\.path) == [folder + "/s.npy"])
      #expect(configuration.featureNames.map(\.path) == [folder + "/n.csv"])
      #expect(configuration.checkpoints[0].options.options == ["k": "3", "scale": "2"])
    }
    #expect(short.datasets[0].states[0].place == "datasets[0].states.1")
    #expect(long.datasets[0].states[0].place == "datasets[0].states.1.path")
  }
}
