/// What a container says of one tensor without touching its content.
public struct TensorEntry: Sendable, Equatable {
  /// How the elements are laid out.
  public enum Layout: String, Sendable, Codable {
    case dense
    /// torch sparse COO: `indices` [dimensions, n] and `values` [n].
    case sparseCOO = "sparse-coo"
    /// torch sparse CSR: `rowOffsets`, `columns`, `values`.
    case sparseCSR = "sparse-csr"
  }

  /// As the file writes it.
  public var name: String
  /// Outermost first; empty for a scalar.
  public var shape: [Int]
  /// Of the values, for sparse tensors.
  public var elementType: ElementType
  /// Dense in all formats but torch.
  public var layout: Layout

  /// An entry of a container.
  public init(name: String, shape: [Int], elementType: ElementType, layout: Layout = .dense) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.layout = layout
  }
}
