import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// What can be known before anything is computed is said before, all of it, with the lines where it is written.
@Suite struct CheckTests {
  /// The demo's configuration in a folder of its own, with texts replaced.
  private func withConfiguration(
    _ changes: [(old: String, new: String)] = [], _ body: (_ folder: String) throws -> Void
  ) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var text = String(
      decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
    for (old, new) in changes {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    text = text.replacing("../../../examples", with: TestPaths.repository + "/examples")
    try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
    try body(folder)
  }

  private struct Report: Decodable {
    struct Mistake: Decodable {
      var file: String?
      var line: Int?
      var column: Int?
      var message: String
      var hint: String?
    }
    struct Named: Decodable { var id: String }

    var ok: Bool
    var errors: [Mistake]
    var warnings: [String]
    var notes: [String]
    var checkpoints: [Named]
    var datasets: [Named]
  }

  private func report(_ folder: String, _ more: [String] = []) throws -> (Report, Int32) {
    let run = try Program.run(["check", "atlas.yml", "--json"] + more, in: folder)
    #expect(run.errors.isEmpty)
    return (try JSONDecoder().decode(Report.self, from: Data(run.output.utf8)), run.status)
  }

  @Test func allMistakesAreSaidAtOnce() throws {
    let changes = [
      ("seed: 17", "sede: 17"), ("layer: 6}", "layer: 5}\n  - {id: other, path: no-such-checkpoint, layer: 6}"),
      ("label: label", "label: lable"), ("messages.tokens.jsonl", "no-such.jsonl"), ("folds: 4", "folds: many"),
      ("pooling: [max, mean]", "pooling: [max, maen]\nlanguage: xx"), ("repeats: 1", "repeats: 0"),
      ("bias: {ablation: false}", "bias: {attributes: [height]}\ntransfer: [{train: messages, test: other}]"),
    ]
    try withConfiguration(changes) { folder in
      let (report, status) = try report(folder)
      #expect(status == 2 && !report.ok)
      let expected: [(line: Int, text: String)] = [
        (3, "unknown key “sede”"), (5, "layer 5, but no dataset has states of it"),
        (6, "no-such-checkpoint: no such file"),
        (10, "there is no column \"lable\""), (12, "no-such.jsonl: no such file"), (13, "“pooling[1]” is “maen”"),
        (14, "no templates in the language ‘xx’"), (19, "“probes.folds” is “many”"), (20, "“probes.repeats” is 0"),
        (21, "attribute “height”"), (22, "dataset “other”"),
      ]
      for (line, text) in expected {
        let found = report.errors.first { $0.message.contains(text) }
        #expect(found?.line == line, "\(text): \(report.errors)")
        #expect(found?.file == "atlas.yml" && found?.column != nil, "\(text)")
      }
      #expect(report.errors.count == expected.count)
      let run = try Program.run(["check", "atlas.yml"], in: folder)
      #expect(run.status == 2)
      #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("error: atlas.yml:") } == expected.count)
      #expect(run.errors.hasSuffix("\(expected.count) errors\n"))
    }
  }

  @Test func aGoodConfigurationSaysWhatWasFound() throws {
    try withConfiguration { folder in
      let (report, status) = try report(folder, ["-o", "atlas"])
      #expect(status == 0 && report.ok && report.errors.isEmpty)
      #expect(report.checkpoints.map(\.id) == ["l6-w512"] && report.datasets.map(\.id) == ["messages"])
      #expect(try Paths.entries(of: folder) == ["atlas.yml"])
    }
  }

  @Test func aConfigurationThatIsNotThereIsAReportToo() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (report, status) = try report(folder)
    #expect(status == 2 && report.errors.count == 1 && report.errors[0].message == "no such file")
  }

  @Test func keysThatDoNothingYetAreNamed() throws {
    let changes = [
      (
        "bias: {ablation: false}",
        "decision: {question: Who?, cost-per-miss: 3}\nsite: {anonymous: true}\nbias: {ablation: false}"
      ),
      ("  c: [0.01, 0.1]", "  c: [0.01, 0.1]\n  criteria: [l1]"),
    ]
    try withConfiguration(changes) { folder in
      let notes = try report(folder).0.notes
      #expect(notes.count == 2)
      for text in ["atlas.yml:21: `site.anonymous`", "`probes.criteria`"] {
        #expect(notes.contains { $0.contains(text) }, "\(notes)")
      }
    }
  }

  /// The error comes before the inputs are encoded, so that nothing is lost.
  private func stopsEarly(_ arguments: [String], in folder: String, _ text: String) throws {
    let before = try Paths.entries(of: folder)
    let run = try Program.run(["build", "atlas.yml", "--no-cache"] + arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.errors.contains(text), "\(run.errors)")
    #expect(!run.errors.contains("encoding"))
    #expect(try Paths.entries(of: folder) == before)
  }

  @Test func templatesAreCompiledBeforeAnythingIsComputed() throws {
    try withConfiguration { folder in
      try Paths.makeFolders(folder + "/mine/en")
      try FileSink.write(folder + "/mine/en/overview.md", Array("# {{titel}}\n".utf8))
      try FileSink.write(folder + "/mine/transfer.md", Array("{{#if has_rows}}\n".utf8))
      let arguments = ["-o", "atlas", "--templates", "mine"]
      try stopsEarly(arguments, in: folder, "error: mine/en/overview.md:1:3: unknown slot ‘titel’")
      try stopsEarly(arguments, in: folder, "error: mine/transfer.md:1:")
      try stopsEarly(["--language", "xx"], in: folder, "there are no templates in the language ‘xx’")
      try stopsEarly(["--edition", "short"], in: folder, "--edition is “short”")
    }
  }

  @Test func anOutputThatHoldsAnInputIsRefused() throws {
    try withConfiguration { folder in
      let held = "the output is replaced as a whole, but it holds an input: atlas.yml"
      try stopsEarly(["-o", "."], in: folder, held)
      try stopsEarly(["-o", "../" + Paths.name(of: folder)], in: folder, held)
      try FileSink.write(folder + "/file", [1])
      try stopsEarly(["-o", "file/atlas"], in: folder, "is no folder, so none can be made in it")
      try stopsEarly(["-o", "file"], in: folder, "the output is to be a folder")
      let checkpoint = TestPaths.repository + "/examples/checkpoints/l6-w512"
      try stopsEarly(["-o", checkpoint + "/atlas"], in: folder, "lies in a folder that is read as an input")
      try stopsEarly(["-o", TestPaths.repository + "/examples"], in: folder, "holds an input")
    }
  }

  @Test func analyzeAndRenderCheckTheirOutputs() throws {
    try withConfiguration { folder in
      let run = try Program.run(["analyze", "atlas.yml", "-o", "."], in: folder)
      #expect(run.status == 2 && run.errors.contains("holds an input"))
    }
  }
}
