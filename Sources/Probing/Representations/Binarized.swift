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
        let values: [Double]
        switch threshold {
        case .otsu:
          description.threshold = "otsu"
          description.name += " otsu"
          let all = Array(0..<Int32(features.matrix.columnCount))
          return Arm(
            description: description,
            content: .fitted { training in
              let cuts = otsuThresholds(features.matrix, rows: training)
              return Arm.FittedMatrix(matrix: .sparse(features.matrix.bits(above: { cuts[Int($0)] })), columns: all)
            })
        case .fixed(let value):
          values = [value]
          description.threshold = shortDescription(value)
          description.name += " >" + shortDescription(value)
        case .automatic:
          values = candidateThresholds(features.matrix)
          description.threshold = "auto"
          description.name += " auto"
        }
        let candidates = values.map {
          Arm.Candidate(threshold: $0, matrix: .bits(features.matrix, above: Float($0)))
        }
        return Arm(description: description, content: .candidates(candidates))
      }
    }
  }

  /// 0, and powers of two near the deciles 1, 3, 5, 7 and 9 of the values above 0. No label is looked at, and the
  /// rounding keeps single rows without influence.
  static func candidateThresholds(_ matrix: SparseMatrix) -> [Double] {
    let values = matrix.values.filter { $0 > 0 }.sorted()
    guard let last = values.last, last > 0 else { return [0] }
    var result: [Double] = [0]
    for tenth in [1, 3, 5, 7, 9] {
      let value = Double(values[min(values.count - 1, values.count * tenth / 10)])
      let power = exp2(log2(value).rounded())
      if power != result.last, power < Double(last) { result.append(power) }
    }
    return result
  }
}
