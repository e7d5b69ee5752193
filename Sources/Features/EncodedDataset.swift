import Datasets
import LinearAlgebra

/// A dataset ready to be studied: its examples and, pooled per example, the features and hidden states.
/// All matrices have one row per example, in the order of `examples`.
public struct EncodedDataset: Sendable {
  public var id: String
  public var examples: ExampleTable
  /// One entry per checkpoint × pooling, in configuration order, poolings within checkpoints.
  public var features: [PooledFeatures]
  /// The same for random directions in place of each checkpoint's, where a probe asks for that control.
  public var controls: [PooledFeatures] = []
  /// Counts of being among the N largest of a token, per checkpoint and N, where a probe asks for them.
  public var tokenTop: [TokenTopFeatures] = []
  /// One entry per layer × pooling, in configuration order.
  public var states: [PooledStates]

  public init(id: String, examples: ExampleTable, features: [PooledFeatures] = [], states: [PooledStates] = []) {
    self.id = id
    self.examples = examples
    self.features = features
    self.states = states
  }
}

/// Features of one checkpoint pooled one way: examples × features.
public struct PooledFeatures: Sendable {
  public var checkpoint: String
  /// nil for features encoded elsewhere.
  public var layer: Int?
  public var pooling: Pooling
  public var matrix: SparseMatrix

  public init(checkpoint: String, layer: Int?, pooling: Pooling, matrix: SparseMatrix) {
    self.checkpoint = checkpoint
    self.layer = layer
    self.pooling = pooling
    self.matrix = matrix
  }
}

/// In how many tokens of an example each feature is among the N largest: examples × features, whole numbers.
public struct TokenTopFeatures: Sendable {
  public var checkpoint: String
  /// nil for features encoded elsewhere.
  public var layer: Int?
  public var top: Int
  public var matrix: SparseMatrix

  public init(checkpoint: String, layer: Int?, top: Int, matrix: SparseMatrix) {
    self.checkpoint = checkpoint
    self.layer = layer
    self.top = top
    self.matrix = matrix
  }
}

/// Hidden states of one layer pooled one way: [examples, dimension] in C order.
public struct PooledStates: Sendable {
  public var layer: Int
  public var pooling: Pooling
  public var dimension: Int
  public var values: [Float]

  public init(layer: Int, pooling: Pooling, dimension: Int, values: [Float]) {
    self.layer = layer
    self.pooling = pooling
    self.dimension = dimension
    self.values = values
  }
}
