import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// A folder of data → a configuration that `check` accepts as it is.
@Suite struct InitTests {
  /// Folders of the shared inputs, without the configurations that lie in them, and what the proposal has to say.
  private static let layouts: [(folder: String, says: [String])] = [
    (
      "hatecheck",
      ["3: layer3.safetensors", "6: layer6.safetensors", "groups: [target]", "cluster: functionality", "tokens: "]
    ),
    ("multilingual-hatecheck", ["states.npy", "groups: [target, language]"]),
    ("objects", ["id: image-test", "id: text-prompts", "image-imagenet.npy"]),
    ("radio", ["11 classes in label", "groups: [snr]"]),
    ("wild/08-list-ragged", ["states.pt", "layer: 5"]),
    ("wild/10-sharded-safetensors", ["path: sae"]),
    ("wild/14-layer-off-by-one", ["blocks.4.hook_resid_post", "5: states.safetensors"]),
    ("wild/16-nested-jsonl", ["meta.group"]),
    ("wild/50-dictionary-learning-trainer", ["path: resid_post_layer_4/trainer_0"]),
    ("wild/65-saelens-run-parent", ["  # Left out: an earlier step of run/final_1000", "  - id: run-final-1000"]),
    ("wild/67-sparsify-run", ["path: run/layers.3"]),
    ("wild/73-continuous-label", ["label has too many values for a class"]),
    ("formats/mosaic-features", ["llm_metadata.csv", "encoded elsewhere"]),
    ("formats/mosaic-samples", ["layer_12/16k", "_metadata.csv"]),
    ("formats/sae-probes", ["blocks.20.hook_resid_post.pt"]),
    ("formats/torch-sparse-coo", ["encoded elsewhere"]),
  ]

  @Test(.enabled(if: TestPaths.sharedData.map { Paths.isFolder($0 + "/wild") } ?? false))
  func everyLayoutIsAcceptedUnedited() throws {
    for layout in Self.layouts {
      let folder = try TestPaths.temporaryFolder() + "/data"
      defer { try? FileManager.default.removeItem(atPath: Paths.folder(of: folder)) }
      try FileManager.default.copyItem(atPath: (TestPaths.sharedData ?? "") + "/" + layout.folder, toPath: folder)
      for name in ["atlas.yml", "case.json", "expected.safetensors"] {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
      let made = try Program.run(["init", "."], in: folder)
      #expect(made.status == 0, "\(layout.folder): \(made.errors)")
      let checked = try Program.run(["check", "atlas.yml"], in: folder)
      #expect(checked.status == 0, "\(layout.folder): \(checked.errors)")
      let text = (try? String(contentsOfFile: folder + "/atlas.yml", encoding: .utf8)) ?? ""
      for part in layout.says { #expect(text.contains(part), "\(layout.folder): \(part)") }
      #expect(try Paths.entries(of: folder).allSatisfy { !$0.hasPrefix(".") })
    }
  }

  private func tiny(_ folder: String) throws -> TinyAtlas {
    try TinyAtlas(
      folder,
      columns: [
        ("label", ["yes", "no"]), ("gender: x", ["f", "m"]), ("split", ["train", "test"]),
        ("text", (0..<15).map { "the \($0)th sentence of all" }),
      ], roles: "id: id")
  }

  @Test func whatIsFoundIsBuilt() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let atlas = try tiny(folder)
    #expect(try Program.run(["init", folder]).status == 2)
    try FileManager.default.removeItem(atPath: atlas.configuration)
    try FileSink.write(folder + "/stray.npy", Array("\u{93}NUMPY, but broken".utf8))
    let made = try Program.run(["init", folder, "--templates"])
    #expect(made.status == 0, "\(made.errors)")
    let text = try String(contentsOfFile: atlas.configuration, encoding: .utf8)
    for part in ["text: text", "label: label", "groups: [\"gender: x\"]", "split: split", "path: sae", "layer: 7"] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    #expect(try Program.run(["build", atlas.configuration, "-o", folder + "/site"]).status == 0)
    #expect(Paths.isFile(folder + "/site/index.html") && Paths.isFile(folder + "/templates/ja/feature.md"))
    #expect(try Program.run(["render", folder + "/site", "--templates", folder + "/templates"]).status != 1)
  }

  @Test func whatCannotBeUsedIsSaid() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let empty = try Program.run(["init", folder])
    #expect(empty.status == 2 && empty.errors.contains("examples/extract_states.py"))
    let atlas = try tiny(folder)
    try FileManager.default.removeItem(atPath: atlas.configuration)
    try FileSink.write(folder + "/data.csv", Array("id,label\n1,yes\n2,no\n".utf8))
    let unlike = try Program.run(["init", folder])
    #expect(unlike.status == 2 && unlike.errors.contains("data.csv has 2 rows, states.npy has 120 examples"))
    #expect(!Paths.exists(atlas.configuration))
  }

  @Test(arguments: [
    "plain", "with space", "a: b", "yes", "12", "1e3", "- x", "\"q\"", "a\\b", "#x", "a\nb", "例", "", "~", "*a", "0x1F",
    ".inf",
  ])
  func textSurvivesYAML(_ text: String) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/a.yml", Array("title: \(Proposal.scalar(text))\n".utf8))
    let mistakes = Mistakes()
    #expect(AtlasConfiguration.read(folder + "/a.yml", mistakes)?.title == text)
  }
}
