import Diagnostics
import Findings

extension ClusterDesign {
  var finding: GroupClustering {
    GroupClustering(
      kind: !isEnough ? .tooFew : kind == .within ? .within : .between, shareWithin: shareWithin, clusters: perGroup
    )
  }

  /// What was done about clusters.
  func note(column: String, groups: [String], counts: [Int]) -> Note {
    let counts = zip(groups, counts).map { "\($0) \($1)" }
    guard isEnough else { return Note(.tooFewClusters, column, counts, Self.fewest.inAll, Self.fewest.ofGroup) }
    return kind == .within ? Note(.groupsWithinClusters, column) : Note(.clustersAsUnits, column, counts)
  }
}
