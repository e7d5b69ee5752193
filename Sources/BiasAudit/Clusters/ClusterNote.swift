import Findings

extension ClusterDesign {
  var finding: GroupClustering {
    GroupClustering(
      kind: !isEnough ? "too few" : kind == .within ? "within" : "between", shareWithin: shareWithin, clusters: perGroup
    )
  }

  /// What was done about clusters, in words.
  func note(column: String, groups: [String]) -> String {
    let counts = zip(groups, perGroup).map { "\($0) \($1)" }.joined(separator: ", ")
    guard isEnough else {
      return
        "Examples of one \(column) are alike, and there are too few of them to tell groups apart (\(counts)): at least "
        + "\(Self.fewest.inAll) in all and \(Self.fewest.ofGroup) in each of two groups are needed, so no feature has a verdict."
    }
    switch kind {
    case .within:
      return "Examples of one \(column) are alike: groups are compared within each of them."
    case .between:
      return
        "Examples of one \(column) are alike, and each has mostly one group: the \(column) is the unit of the tests "
        + "(\(counts))."
    }
  }
}
