import Files
import TestSupport
import Testing

/// Inputs as people bring them: what `check` has to say of each.
@Suite struct WildInputTests {
  private struct Case {
    let folder: String
    var configuration = "atlas.yml"
    var status: Int32 = 0
    let says: [String]
  }

  private let cases = [
    Case(folder: "08-list-ragged", says: ["120 examples", "FVU 0.002"]),
    Case(folder: "10-sharded-safetensors", says: ["40 → 32", "FVU 0.002"]),
    Case(folder: "11-sharded-one-missing", status: 2, says: ["sae_weights-00002-of-00002.safetensors"]),
    Case(folder: "14-layer-off-by-one", says: ["declares layer 4", "says layer 5", "hidden_states[5]"]),
    Case(folder: "16-nested-jsonl", says: ["120 examples"]),
    Case(folder: "26-single-class-folds", says: ["AUROC is not defined"]),
    Case(folder: "28-byte-bpe-tokens", says: ["120 examples", "FVU 0.002"]),
    Case(folder: "29-pads-with-values", says: ["all 8 positions of all 120 examples are read as tokens"]),
    Case(folder: "30-bos-massive", says: ["FVU without first tokens 0.001", "tokens: {drop: [first]}"]),
    Case(folder: "36-windows-path", status: 2, says: ["write / instead of \\"]),
    Case(folder: "40-npz-array-per-example", says: ["120 examples", "FVU 0.002"]),
    Case(folder: "48-neuronpedia-explanations", says: ["all inputs can be read"]),
    Case(folder: "50-dictionary-learning-trainer", says: ["ae.pt is read", "checkpoints/ae_1000.pt"]),
    Case(folder: "60-lengths", says: ["120 examples", "FVU 0.002"]),
    Case(folder: "62-ids-in-states-shuffled", says: ["joined to the states by id"]),
    Case(folder: "65-saelens-run-parent", status: 2, says: ["run/100", "run/final_1000"]),
    Case(folder: "67-sparsify-run", status: 2, says: ["run/layers.3", "run/layers.4"]),
    Case(folder: "70-bos-hides-bad-fit", says: ["without them it is 0.676", "of the variance unexplained"]),
    Case(folder: "73-continuous-label", status: 2, says: ["113 classes for 120 labelled examples"]),
    Case(folder: "75-stray-label", says: ["“Yes”", "is close to “yes”", "left out"]),
    Case(folder: "76-wrong-layer-real", says: ["of layer 3", "of the variance unexplained"]),
    Case(folder: "76-wrong-layer-real", configuration: "atlas-l3.yml", says: ["declares layer 6", "says layer 3"]),
  ]

  @Test(.enabled(if: TestPaths.sharedData.map { Paths.isFolder($0 + "/wild") } ?? false))
  func checkAnswersRight() throws {
    for wild in cases {
      let folder = (TestPaths.sharedData ?? "") + "/wild/" + wild.folder
      let run = try Program.run(["check", wild.configuration], in: folder)
      #expect(run.status == wild.status, "\(wild.folder): \(run.errors)")
      for text in wild.says { #expect((run.output + run.errors).contains(text), "\(wild.folder): \(text)") }
    }
  }
}
