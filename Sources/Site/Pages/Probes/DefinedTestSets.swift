import Findings

/// On how many test sets AUROC is defined, for the sentence that explains a missing or partial figure.
struct DefinedTestSets {
  let design: FoldDesign

  static let slots: Slots<DefinedTestSets> = [
    .flag("is_undefined") { $0.isOne && $0.defined == 0 && $0.design.testSets > 0 },
    .flag("is_partly_defined") { $0.isOne && $0.defined > 0 && $0.defined < $0.design.testSets },
    .count("defined_sets") { $0.defined }, .count("test_sets") { $0.design.testSets },
  ]

  private var defined: Int { design.definedTestSets }
  /// Means over several labels say so label by label.
  private var isOne: Bool { design.labelCount == nil }
}
