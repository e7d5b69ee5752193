import Datasets
import Files
import LinearAlgebra

/// A dataset ready to be studied: its examples and, pooled per example, the features and hidden states.
/// All matrices have one row per example, in the order of `examples`.
public struct EncodedDataset: Sendable {
  /// As the configuration names it.
  public var id: String
  /// One per row of every matrix.
  public var examples: ExampleTable
  /// One entry per checkpoint × pooling, in configuration order, poolings within checkpoints.
  public var features: [PooledFeatures]
  /// The same for random directions in place of each checkpoint's, where a probe asks for that control.
  public var controls: [PooledFeatures] = []
  /// Counts of being among the N largest of a token, per checkpoint and N, where a probe asks for them.
  public var tokenTop: [TokenTopFeatures] = []
  /// One entry per layer × pooling, in configuration order.
  public var states: [PooledStates]

  /// A dataset without controls and counts; these are added where a probe asks for them.
  public init(id: String, examples: ExampleTable, features: [PooledFeatures] = [], states: [PooledStates] = []) {
    self.id = id
    self.examples = examples
    self.features = features
    self.states = states
  }
}

/// Features of one checkpoint pooled one way: examples × features.
public struct PooledFeatures: Sendable {
  /// Id of the checkpoint, as the configuration names it.
  public var checkpoint: String
  /// nil for features encoded elsewhere.
  public var layer: Int?
  /// How tokens became one row per example.
  public var pooling: Pooling
  /// Examples × features.
  public var matrix: SparseMatrix

  /// What was pooled of one checkpoint.
  public init(checkpoint: String, layer: Int?, pooling: Pooling, matrix: SparseMatrix) {
    self.checkpoint = checkpoint
    self.layer = layer
    self.pooling = pooling
    self.matrix = matrix
  }
}

/// In how many tokens of an example each feature is among the N largest: examples × features, whole numbers.
public struct TokenTopFeatures: Sendable {
  /// Id of the checkpoint, as the configuration names it.
  public var checkpoint: String
  /// nil for features encoded elsewhere.
  public var layer: Int?
  /// N, at least 1.
  public var top: Int
  /// Examples × features.
  public var matrix: SparseMatrix

  /// What was pooled of one checkpoint.
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
  /// How tokens became one row per example.
  public var pooling: Pooling
  /// Width of a hidden state.
  public var dimension: Int
  /// [examples, dimension] in C order.
  public var values: StoredNumbers<Float>

  /// What was pooled of one layer.
  public init(layer: Int, pooling: Pooling, dimension: Int, values: some Sequence<Float>) {
    self.layer = layer
    self.pooling = pooling
    self.dimension = dimension
    self.values = StoredNumbers(values)
  }
}
