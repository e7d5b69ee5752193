import Findings

/// On how many test sets AUROC is defined, for the sentence that explains a missing or partial figure.
struct DefinedTestSets {
  static let slots: PageSchema = [
    "is_undefined": .flag, "is_partly_defined": .flag, "defined_sets": .text, "test_sets": .text,
  ]

  let design: FoldDesign

  /// Means over several labels say so label by label.
  func scope() -> TemplateScope {
    let (defined, all) = (design.definedTestSets, design.testSets)
    let isOne = design.labelCount == nil
    return [
      "is_undefined": .flag(isOne && defined == 0 && all > 0),
      "is_partly_defined": .flag(isOne && defined > 0 && defined < all), "defined_sets": .count(defined),
      "test_sets": .count(all),
    ]
  }
}
