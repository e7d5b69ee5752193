import Findings

extension Evidence {
  /// A row of `data/facts.csv`.
  static func fact(_ about: String, _ name: String, of other: String = "", _ quantity: String) -> Evidence {
    Evidence(
      DataFiles.facts, [("about", about), ("name", name), ("other", other), ("quantity", quantity)], "value")
  }
}
