/// How examples of one cluster were dealt with.
public struct GroupClustering: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable {
    /// Groups are compared within clusters.
    case within
    /// Whole clusters are compared.
    case between
    /// Nothing is tested: there are too few clusters.
    case tooFew = "too few"
  }

  /// What is compared.
  public var kind: Kind
  /// Share of the information on the groups that lies within clusters, 0 to 1.
  public var shareWithin: Double
  /// Clusters of each tested group, in the order of the groups.
  public var clusters: [Int]

  /// See the properties.
  public init(kind: Kind, shareWithin: Double, clusters: [Int]) {
    self.kind = kind
    self.shareWithin = shareWithin
    self.clusters = clusters
  }
}
