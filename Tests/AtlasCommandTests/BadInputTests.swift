import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// Every wrong input is one error that names the place, the fault and the remedy, and nothing is written.
@Suite struct BadInputTests {
  /// Writes the demo's configuration with one text replaced and analyses it; the error must be of an input.
  private func failure(_ old: String, _ new: String, files: [String: [UInt8]] = [:]) throws -> AtlasError {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var text = String(
      decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self)
    #expect(text.contains(old))
    text = text.replacing(old, with: new).replacing("../../../examples", with: TestPaths.repository + "/examples")
    try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
    for (name, bytes) in files { try FileSink.write(folder + "/" + name, bytes) }
    let target = folder + "/results"
    do {
      try AnalysisJob.of(folder + "/atlas.yml", threads: 1).write(to: target)
    } catch let error as AtlasError {
      #expect(error.kind == .input, "\(error)")
      #expect(error.exitCode == 2)
      #expect(!Paths.exists(target))
      #expect(try Paths.entries(of: folder).allSatisfy { !$0.contains(".partial") })
      return error
    }
    Issue.record("no error")
    return AtlasError(.failure, "none")
  }

  @Test func anUnknownKeyNamesLineAndNearest() throws {
    let error = try failure("pooling: [max, mean]", "poling: [max, mean]")
    #expect(error.path?.hasSuffix("atlas.yml") == true)
    #expect(error.line == 12)
    #expect(error.message.contains("poling"))
    #expect(error.hint?.contains("did you mean “pooling”") == true)
  }

  @Test func aMissingFile() throws {
    let error = try failure("messages.csv", "no-such.csv")
    #expect(error.path?.hasSuffix("atlas.yml") == true && error.line == 8)
    #expect(error.message.hasSuffix("no-such.csv: no such file"))
  }

  @Test(arguments: [
    ("../../../examples/messages.csv", #"data\messages.csv"#), ("../../../examples/checkpoints/l6-w512", #"saes\l6"#),
    ("../../../examples/states/messages.layer6.safetensors", #"states\six.npy"#),
  ]) func aPathOfAnotherSystem(_ old: String, _ new: String) throws {
    let error = try failure(old, new)
    #expect(error.line != nil && error.message.contains(new))
    #expect(error.hint?.contains("write / instead of \\") == true)
    #expect(error.hint?.contains(new.replacing("\\", with: "/")) == true)
  }

  @Test func aMissingColumnListsThoseThereAre() throws {
    let error = try failure("label: label", "label: lable")
    #expect(error.message.contains("lable"))
    #expect(error.hint?.contains("label") == true)
  }

  @Test func statesOfOtherExamples() throws {
    let error = try failure("messages.layer6.safetensors", "reviews.layer6.safetensors")
    #expect(error.message.contains("640") && error.message.contains("320"))
  }

  @Test func aCheckpointOfAnotherWidth() throws {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (320, 2), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let states =
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + [UInt8](repeating: 0, count: 2560)
    let error = try failure(
      "{6: ../../../examples/states/messages.layer6.safetensors}", "{6: two.npy}\n    #", files: ["two.npy": states])
    #expect(error.message.contains("2 dimensions") && error.message.contains("384"))
  }

  @Test func anIdTwice() throws {
    let error = try failure(
      "../../../examples/messages.csv", "twice.csv",
      files: ["twice.csv": Array("id,text,label,gender,age,split,cluster\na,t,x,m,o,s,c\na,t,x,m,o,s,c\n".utf8)])
    #expect(error.path?.hasSuffix("twice.csv") == true)
    #expect(error.line == 3)
    #expect(error.message.contains("a"))
  }

  @Test func aTruncatedCheckpoint() throws {
    let error = try failure(
      "../../../examples/checkpoints/l6-w512", "sae.safetensors",
      files: ["sae.safetensors": [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7B]])
    #expect(error.path?.hasSuffix("sae.safetensors") == true)
  }

  @Test func wrongKindsOfValues() throws {
    #expect(try failure("folds: 4", "folds: many").message.contains("whole number"))
    #expect(try failure("folds: 4", "folds: 1").message.contains("between 2 and"))
    #expect(try failure("seed: 17", "seed: [").message.contains("YAML"))
    #expect(try failure("[majority, hidden", "[majority, hiden").hint?.contains("hidden") == true)
    #expect(try failure("pooling: [max, mean]", "pooling: [max, maen]").hint?.contains("mean") == true)
    #expect(try failure("id: messages", "id: ../messages").message.contains("no id"))
    #expect(try failure("bias: {ablation: false}", "bias: {attributes: [height]}").message.contains("height"))
    #expect(
      try failure("bias: {ablation: false}", "transfer: [{train: messages, test: other}]").message.contains("other"))
  }

  @Test func aFolderOfSomebodyElseIsNotReplaced() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/precious.txt", [1])
    #expect(throws: AtlasError.self) { try StagedFolder(replacing: folder) }
    #expect(try Paths.entries(of: folder) == ["precious.txt"])
  }
}
