import Classifiers
import Features
import Findings
import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#endif

extension Representation {
  /// 1 where the pooled value is above a threshold, else 0: fired or not.
  static let binarized = Representation(name: "binarized") { dataset, options in
    dataset.features.flatMap { features in
      options.thresholds.map { threshold in
        var description = ProbeArm(
          name: "binarized \(features.checkpoint) \(features.pooling.rawValue)", representation: "binarized",
          checkpoint: features.checkpoint, layer: features.layer, pooling: features.pooling.rawValue)
        let candidates: [Arm.Candidate]
        switch threshold {
        case .otsu:
          description.threshold = "otsu"
          description.name += " otsu"
          let all = Array(0..<Int32(features.matrix.columnCount))
          return Arm(
            description: description,
            content: .fitted { training in
              let cuts = otsuThresholds(features.matrix, rows: training)
              let bits = features.matrix.bits(above: { cuts[Int($0)] })
              return Arm.FittedMatrix(matrix: .bits(bits, above: 0), columns: all)
            })
        case .fixed(let value):
          candidates = [Arm.Candidate(threshold: value, matrix: .bits(features.matrix, above: Float(value)))]
          description.threshold = shortDescription(value)
          description.name += " >" + shortDescription(value)
        case .automatic:
          candidates = automatic(features.matrix)
          description.threshold = "auto"
          description.name += " auto"
        }
        return Arm(description: description, content: .candidates(candidates))
      }
    }
  }

  /// Every threshold that some training rows may offer; each set of them chooses among its own.
  private static func automatic(_ matrix: SparseMatrix) -> [Arm.Candidate] {
    let levels = ThresholdLevels(matrix)
    return levels.all.map { threshold in
      Arm.Candidate(threshold: threshold, matrix: .bits(matrix, above: Float(threshold))) {
        levels.thresholds(of: $0).contains(threshold)
      }
    }
  }
}
