import Evaluation
import Findings

@testable import Probing

extension ArmKey {
  /// An arm of a representation that the laboratory knows, of layer 1 where it has one.
  static func madeUp(
    _ name: String, _ checkpoint: String? = nil, _ pooling: String? = nil, threshold: ThresholdChoice? = nil,
    top: Int? = nil, criterion: String? = nil
  ) -> ArmKey {
    guard let kind = (Representation.all + DerivedArms.all).first(where: { $0.kind.name == name })?.kind else {
      preconditionFailure("no representation \(name)")
    }
    return ArmKey(
      kind, checkpoint: checkpoint, layer: [.baseline, .text].contains(kind.role) ? nil : 1, pooling: pooling,
      threshold: threshold, top: top, criterion: criterion)
  }
}

/// A comparison with the names of its arms.
@dynamicMemberLookup struct NamedComparison {
  let row: ArmComparison
  let a: String
  let b: String
  let sameAs: String?

  subscript<T>(dynamicMember path: KeyPath<ArmComparison, T>) -> T { row[keyPath: path] }

  static func all(_ runs: [ArmRun], margin: Double) -> [NamedComparison] {
    func name(_ place: Int) -> String { runs[place].arm.name }
    return ArmComparisons.all(runs, margin: margin).map { row in
      NamedComparison(
        row: row, a: name(row.a), b: name(row.b), sameAs: row.sameAs.map { "\(name($0.a)) − \(name($0.b))" })
    }
  }
}
