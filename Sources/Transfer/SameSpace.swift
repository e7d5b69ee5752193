import Datasets
import Diagnostics
import Features

extension EncodedDataset {
  /// With the labels of another column.
  func relabelled(_ column: String, _ tables: [String: [String: ExampleTable]]) throws -> EncodedDataset {
    guard let table = tables[id]?[column], table.count == examples.count else {
      throw AtlasError(.input, "“\(id)” has no labels “\(column)”")
    }
    var result = self
    result.examples = table
    return result
  }

  /// The features and states by the names that another dataset has for them: a checkpoint of the other that is lacking here is
  /// the first of the same width whose name the other lacks, and so are layers.
  func named(as other: EncodedDataset) -> EncodedDataset {
    var result = self
    var taken: Set<String> = []
    for features in other.features where !self.features.contains(where: { $0.checkpoint == features.checkpoint }) {
      if taken.contains(features.checkpoint) { continue }
      guard
        let own = result.features.first(where: { own in
          own.matrix.columnCount == features.matrix.columnCount && !taken.contains(own.checkpoint)
            && !other.features.contains { $0.checkpoint == own.checkpoint }
        })
      else { continue }
      taken.insert(features.checkpoint)
      for index in result.features.indices where result.features[index].checkpoint == own.checkpoint {
        result.features[index].checkpoint = features.checkpoint
        result.features[index].layer = features.layer
      }
    }
    var layers: Set<Int> = []
    for states in other.states where !self.states.contains(where: { $0.layer == states.layer }) {
      if layers.contains(states.layer) { continue }
      guard
        let own = result.states.first(where: { own in
          own.dimension == states.dimension && !layers.contains(own.layer)
            && !other.states.contains { $0.layer == own.layer }
        })
      else { continue }
      layers.insert(states.layer)
      for index in result.states.indices where result.states[index].layer == own.layer {
        result.states[index].layer = states.layer
      }
    }
    return result
  }
}
