import Findings
import Statistics

extension GroupClustering {
  /// For publication: counts as all others, and two digits of the share, which is made of the groups' counts in every cluster.
  func everybody(_ rounding: RoundedCounts) -> GroupClustering {
    GroupClustering(kind: kind, shareWithin: (100 * shareWithin).rounded() / 100, clusters: rounding.row(clusters))
  }
}
