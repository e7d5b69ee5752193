import Classifiers
import Evaluation
import Findings
import LinearAlgebra

/// One representation that several datasets have.
struct TransferArm: Sendable {
  /// What a matrix depends on.
  enum Dependence: Sendable {
    /// On the examples that it shows alone.
    case nothing
    /// On the dataset that is trained on, not on which of its rows.
    case dataset
    /// On the rows that are trained on, not on their labels.
    case rows
    /// On the rows that are trained on and their labels.
    case labels
  }

  /// Who makes a representation.
  struct Teacher: Sendable {
    var place: Int
    /// To train on.
    var rows: [Int]
    var labels: [Int32]
    var classCount: Int
  }

  /// Matrices of the datasets, by their places, as one teacher has them.
  typealias Space = @Sendable (_ place: Int) throws -> ExampleMatrix

  /// As in the probe study.
  var key: ArmKey
  var penalty = LogisticRegression.Penalty.l2
  var dependence = Dependence.nothing
  /// Datasets that have it.
  var places: [Int]
  var space: @Sendable (Teacher) throws -> Space
  /// An arm before it with the same matrices in every dataset: what is fitted to them is the same, too.
  var twin: ArmKey?

  /// The matrices as this side makes them from some of its rows.
  func space(_ side: TransferSide, rows: [Int]) throws -> Space {
    let own = dependence == .nothing || dependence == .dataset ? side.rows : rows
    return try space(
      Teacher(place: side.place, rows: own, labels: side.labels, classCount: side.classCount))
  }

  /// Of a matrix that is the same whoever teaches.
  init(_ key: ArmKey, penalty: LogisticRegression.Penalty = .l2, fixed: [Int: ExampleMatrix]) {
    self.key = key
    self.penalty = penalty
    places = fixed.keys.sorted()
    space = { _ in
      { place in
        guard let matrix = fixed[place] else { preconditionFailure("an arm that the dataset has") }
        return matrix
      }
    }
  }

  init(
    _ key: ArmKey, _ dependence: Dependence, places: [Int], space: @escaping @Sendable (Teacher) throws -> Space
  ) {
    (self.key, self.dependence, self.places, self.space) = (key, dependence, places, space)
  }
}
