/// Name, shape and element type of one stored tensor.
public struct TensorDescription: Sendable, Equatable, Codable {
  /// As the file writes it.
  public var name: String
  /// Outermost first; empty for a scalar.
  public var shape: [Int]
  /// `float32`, `bfloat16`, …
  public var elementType: String

  /// A tensor as it is stored.
  public init(name: String, shape: [Int], elementType: String) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
  }
}
