import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// Prompts and pictures in one space: the figures of the data's own description, found by scikit-learn. Skipped where the data
/// is not there.
@Suite(.enabled(if: TestPaths.sharedData != nil)) struct SharedObjectsTests {
  /// Float32 rows of a `.npy` file of version 1.
  private func rows(_ path: String) throws -> [[Float]] {
    let data = try #require(FileManager.default.contents(atPath: path))
    let start = 10 + Int(data[8]) + 256 * Int(data[9])
    let header = String(decoding: data[10..<start], as: UTF8.self)
    #expect(header.contains("'<f4'") && header.contains(", 384)"))
    let values = data[start...].withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    return stride(from: 0, to: values.count, by: 384).map { Array(values[$0..<$0 + 384]) }
  }

  private func column(_ name: String, _ path: String) throws -> [String] {
    let lines = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map(String.init) }
    let place = try #require(lines[0].firstIndex(of: name))
    return lines.dropFirst().map { $0[place] }
  }

  /// The class whose prompts' mean has the largest cosine with the picture.
  @Test func nearestClassName() throws {
    let folder = try #require(TestPaths.sharedData) + "/objects/"
    let (texts, pictures) = (try rows(folder + "text-prompts.npy"), try rows(folder + "image-test.npy"))
    let names = try column("label", folder + "text-prompts.csv")
    let truth = try column("label", folder + "image-test.csv")
    let classes = Set(names).sorted()
    let centres = classes.map { name -> [Float] in
      let own = texts.indices.filter { names[$0] == name }
      let mean = (0..<384).map { k in own.reduce(Float(0)) { $0 + texts[$1][k] } / Float(own.count) }
      let norm = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return mean.map { $0 / norm }
    }
    let right = pictures.indices.count { row in
      let products = centres.map { centre in zip(centre, pictures[row]).reduce(0) { $0 + $1.0 * $1.1 } }
      return products.indices.max { products[$0] < products[$1] }.map { classes[$0] } == truth[row]
    }
    #expect(right == 1424 && pictures.count == 2000, "0.712: \(right)")
  }

  /// Of the features that tell a class from the other prompts without an error, the best on pictures.
  @Test func singleFeaturesCarryOver() throws {
    let shared = try #require(TestPaths.sharedData)
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let configuration = """
      title: Objects
      checkpoints: [{id: sae, path: \(shared)/saes/saelens-captions-w1536, layer: 1}]
      datasets:
        - {id: text, examples: \(shared)/objects/text-prompts.csv, columns: {id: id, text: text, label: label},
           states: {1: \(shared)/objects/text-prompts.npy}}
        - {id: image, examples: \(shared)/objects/image-test.csv, columns: {id: id, label: label},
           states: {1: \(shared)/objects/image-test.npy}}
      pooling: [max]
      probes: {representations: [majority]}
      """
    try FileSink.write(folder + "/atlas.yml", Array(configuration.utf8))
    try AnalysisJob.of(folder + "/atlas.yml", threads: 2).write(to: folder + "/results")
    let results = try ResultsFolder(reading: folder + "/results")
    let (text, image) = (try results.features("text", "sae"), try results.features("image", "sae"))
    let classes = try #require(results.findings().datasets.first).classes.map(\.name)
    for (name, feature, area) in [("airplane", 889, 0.829), ("dog", 500, 0.958), ("ship", 1291, 0.960)] {
      let c = try #require(classes.firstIndex(of: name))
      let (texts, pictures) = (text.auroc[c], image.auroc[c])
      let best = try #require(texts.indices.filter { texts[$0] == 1 }.max { pictures[$0] < pictures[$1] })
      #expect(best == feature && abs(pictures[best] - area) < 0.0005, "\(name): \(best) \(pictures[best])")
    }
  }
}
