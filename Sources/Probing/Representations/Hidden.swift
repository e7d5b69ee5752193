import Classifiers
import Findings

extension Representation {
  /// The pooled hidden state itself, unscaled: what a probe without an autoencoder would use.
  static let hidden = Representation(name: "hidden") { dataset, _ in
    dataset.states.map { states in
      let description = ProbeArm(
        name: "hidden layer \(states.layer) \(states.pooling.rawValue)", representation: "hidden", layer: states.layer,
        pooling: states.pooling.rawValue)
      let matrix = ExampleMatrix.dense(
        states.values, rows: dataset.examples.count, dimension: states.dimension)
      return Arm(description: description, content: .candidates([Arm.Candidate(matrix: matrix)]))
    }
  }
}
