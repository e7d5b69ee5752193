/// `bias.ATTRIBUTE.dropped.csv`: a feature that follows the group on all rows, and that the exported probes do without.
public struct DroppedFeature: Sendable, Equatable {
  /// Id of the checkpoint.
  public var checkpoint: String
  /// Index in the checkpoint.
  public var feature: Int
  /// Largest less smallest firing rate of the groups, standardised to the same labels, 0 to 1.
  public var difference: Double
  /// Feature of the lowest p among those that fire in mostly the same examples; nil where families were not made.
  public var family: Int?

  public init(checkpoint: String, feature: Int, difference: Double, family: Int?) {
    self.checkpoint = checkpoint
    self.feature = feature
    self.difference = difference
    self.family = family
  }

  static let table = CSVTable<DroppedFeature> { table in
    table.text("checkpoint", "id of the checkpoint") { $0.checkpoint }
    table.integer("feature", "index in the checkpoint, from 0") { $0.feature }
    table.real("difference", "risk_difference of the feature, 0 to 1") { $0.difference }
    table.integer("family", "feature that leads its family of near-copies") { $0.family }
  }
}

/// What is given away with a study so that its remedy can be applied.
public struct RemedyExport: Sendable {
  /// Ordered by checkpoint, then by effect.
  public var dropped: [DroppedFeature] = []
  /// Probes on the other features: checkpoint, and its libraries.
  public var libraries: [(checkpoint: String, libraries: FeatureLibraries)] = []

  public init() {}
}
