import Findings

/// Keeps, for each feature, the examples with the largest token activation; of equal ones the earlier example.
struct StrongestPerFeature {
  private struct Entry {
    var example: Int32
    var activation: Float
    var token: Int32
    var firings: [(token: Int32, value: Float)]
  }

  private let capacity: Int
  /// Per feature, strongest first.
  private var entries: [[Entry]]
  /// Activation that a full list asks for.
  private var bounds: [Float]

  init(featureCount: Int, capacity: Int) {
    self.capacity = capacity
    entries = Array(repeating: [], count: featureCount)
    bounds = [Float](repeating: -.infinity, count: featureCount)
  }

  /// Offers an example of a block; examples must come in ascending order.
  mutating func offer(_ block: PooledBlock, example: Int, position: Int) {
    let feature = Int(block.features[position])
    let activation = block.maxima[position]
    guard capacity > 0, activation > bounds[feature] else { return }
    let entry = Entry(
      example: Int32(block.firstExample + example), activation: activation, token: block.maximumTokens[position],
      firings: block.firings(of: block.features[position], inExample: example))
    var place = entries[feature].count
    while place > 0, entries[feature][place - 1].activation < activation { place -= 1 }
    entries[feature].insert(entry, at: place)
    if entries[feature].count > capacity { entries[feature].removeLast() }
    if entries[feature].count == capacity { bounds[feature] = entries[feature][capacity - 1].activation }
  }

  func finished() -> StrongestExamples {
    var result = StrongestExamples()
    for list in entries {
      for entry in list {
        result.examples.append(entry.example)
        result.activations.append(entry.activation)
        result.tokens.append(entry.token)
        for firing in entry.firings {
          result.tokenIndices.append(firing.token)
          result.tokenValues.append(firing.value)
        }
        result.tokenOffsets.append(result.tokenIndices.count)
      }
      result.offsets.append(result.examples.count)
    }
    return result
  }
}
