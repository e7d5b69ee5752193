import Classifiers
import Evaluation
import Findings
import LinearAlgebra

/// One row of the comparison before it has been run.
struct Arm: Sendable {
  /// What the classifier sees.
  enum Content: Sendable {
    /// Nothing: the shares of the classes among the training rows.
    case prior
    /// One of these, chosen with C on the inner folds; the same for all rows whatever the training rows are.
    case candidates([Candidate])
    /// Made anew from every set of training rows, since the labels have a part in it.
    case selected(Selection)
    /// Made anew from the training rows of every fold without their labels; its inner folds share it.
    case fitted(@Sendable (_ training: [Int]) throws -> FittedMatrix)
  }

  struct Candidate: Sendable {
    var threshold: Double?
    var matrix: ExampleMatrix
    /// Whether it may be chosen, seen from the training rows; nil: always.
    var admits: (@Sendable (_ training: [Int]) -> Bool)?

    func isAdmitted(by split: Split) -> Bool { admits.map { $0(split.training) } ?? true }
  }

  /// A matrix of all rows, fitted to some of them.
  struct FittedMatrix: Sendable {
    var matrix: ExampleMatrix
    /// The features of the data that its columns stand for; nil where they stand for something else.
    var columns: [Int32]?
  }

  var key: ArmKey
  var content: Content
  var penalty: LogisticRegression.Penalty
  /// Bytes of the encoder whose features it takes, in single precision; nil where it takes none, or of unknown size.
  var encoderBytes: Int?

  init(_ key: ArmKey, _ content: Content, penalty: LogisticRegression.Penalty = .l2) {
    self.key = key
    self.content = content
    self.penalty = penalty
  }

  /// Arms of one family share what they are made of, and run one after the other: those that differ in the training rate, and
  /// in the number of what is chosen or derived from the rows.
  var family: ArmKey {
    var result = key.at(rate: 1)
    switch content {
    case .selected, .fitted: result.top = nil
    case .prior, .candidates: break
    }
    return result
  }

  /// What an arm that selects chooses from; nil for the others.
  var selection: Selection? { if case .selected(let selection) = content { selection } else { nil } }

  /// Whether its weights are those of features, and worth keeping fold by fold.
  var weighsFeatures: Bool { key.representation.weighsFeatures && key.trainingRate == 1 }

  /// Whether what nearly all of its fits choose becomes a library.
  var makesLibrary: Bool { key.representation.makesLibrary && key.trainingRate == 1 }

  /// The same arm at another rate of training rows.
  func at(rate: Double) -> Arm {
    var copy = self
    copy.key.trainingRate = rate
    return copy
  }
}
