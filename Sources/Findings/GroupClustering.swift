/// How examples of one cluster were dealt with.
public struct GroupClustering: Codable, Sendable, Equatable {
  /// `within`: groups are compared within clusters; `between`: clusters are the units; `too few`.
  public var kind: String
  /// Share of the information on the groups that lies within clusters, 0 to 1.
  public var shareWithin: Double
  /// Clusters of each tested group, in the order of the groups.
  public var clusters: [Int]

  /// See the properties.
  public init(kind: String, shareWithin: Double, clusters: [Int]) {
    self.kind = kind
    self.shareWithin = shareWithin
    self.clusters = clusters
  }
}
