/// What the user adds where files do not say: `format:` of the configuration, `--format` and `--option` of commands.
public struct CheckpointOptions: Sendable, Equatable {
  /// A family's name; overrides detection.
  public var family: String?
  /// `k`, `apply-b-dec`, `scale`, … as text; each family names the keys it reads, unknown keys are errors.
  public var options: [String: String]
  /// Tensor mapping of a checkpoint of no known family (keys of the contract's `format: {…}`), nil otherwise.
  public var mapping: [String: [String]]?

  /// Nothing is said: all is detected.
  public init(family: String? = nil, options: [String: String] = [:], mapping: [String: [String]]? = nil) {
    self.family = family
    self.options = options
    self.mapping = mapping
  }
}
