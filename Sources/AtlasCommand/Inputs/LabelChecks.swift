import Analysis
import Datasets
import Diagnostics
import Probing

/// Whether the labels can be studied: what the classes are, which of them are too small, which may be one class in two
/// spellings. Said by `check`, and by `build` before anything is computed.
extension OpenedDataset {
  /// More classes than this are no classes.
  private static let mostClasses = 1000
  /// With fewer classes than this, a table of few rows may hold half as many of them.
  private static let fewClasses = 10
  /// More classes than this, all of them numbers, are likely a quantity.
  private static let mostNumbers = 20

  /// Leaves out the classes that nothing can be estimated of, and notes what a reader must know of the labels in `warnings`.
  ///
  /// - Throws: `AtlasError` where the column of the label holds something else than classes.
  mutating func settleLabels(_ configuration: AtlasConfiguration) throws {
    try checkClassCount()
    warnings += spellingWarnings()
    examples.positiveClass = configuration.probes.positiveClass
    if examples.labelSets == nil { leaveOutSmallClasses(configuration) }
    if let name = configuration.probes.positiveClass, examples.classes.count > 2, examples.classes.contains(name) {
      warnings.append(Note(.positiveUnused, name, examples.classes.count))
    }
    for task in tasks where configuration.probes.isEnabled && !task.examples.classes.isEmpty {
      let reasons =
        try task.unprobeable(folds: configuration.probes.folds).map { [$0] }
        ?? ProbeLaboratory.foldWarnings(task.examples, options: configuration.probeOptions(threads: 1))
      warnings += task.label == nil ? reasons : reasons.map { $0.about(.dataset, task.id) }
    }
  }

  /// `no (58), yes (60), Yes (1, left out); figures of two classes are about “yes”`; nil without labels.
  var classSummary: String? {
    if let sets = examples.labelSets {
      let counts = zip(sets.names, sets.holds).map { "\($0) (\($1.count { $0 == 1 }))" }
      return "labels: " + Self.listed(counts)
    }
    guard !examples.classes.isEmpty else { return nil }
    let counts = examples.classes.enumerated().map { index, name in
      "\(name) (\(examples.labels.count { $0 == Int32(index) }))"
    }
    let others = (examples.leftOutLabels?.counts ?? []).map { "\($0.name) (\($0.count), left out)" }
    let positive =
      examples.classes.count == 2
      ? "; figures of two classes are about “\(examples.classes[examples.positive])”" : ""
    return "classes: " + Self.listed(counts + others) + positive
  }

  private static func listed(_ items: [String]) -> String {
    items.prefix(20).joined(separator: ", ") + (items.count > 20 ? " and \(items.count - 20) more" : "")
  }

  private var labelColumn: String { columns.label.map { "column “\($0)”" } ?? "label" }

  private func checkClassCount() throws {
    let count = examples.classes.count
    let labelled = examples.labels.count { $0 >= 0 }
    guard count > Self.mostClasses || (count >= Self.fewClasses && 2 * count >= labelled) else { return }
    let isNumeric = examples.classes.allSatisfy { Double($0) != nil }
    throw AtlasError(
      path: examples.path,
      "the \(labelColumn) of “\(id)” has \(count) classes for \(labelled) labelled examples: "
        + (isNumeric
          ? "this looks like a number, not a class" : "nearly every example would be a class of its own"),
      hint: isNumeric
        ? "bin it before: write low, middle, high in place of the numbers" : "name the column that holds the classes")
  }

  private func spellingWarnings() -> [Note] {
    let counts = CategoryColumn(name: "", values: examples.classes, codes: examples.labels).counts
    var warnings = LabelSpelling.warnings(counts, of: .classes)
    if let sets = examples.labelSets {
      warnings += LabelSpelling.warnings(
        zip(sets.names, sets.holds).map { .init(name: $0, count: $1.count { $0 == 1 }) }, of: .labels)
    }
    for column in examples.groups {
      warnings += LabelSpelling.warnings(column.counts, of: .values(column: column.name))
    }
    if counts.count > Self.mostNumbers, counts.allSatisfy({ Double($0.name) != nil }) {
      warnings.append(Note(.numbersAsClasses, columns.label ?? "label", counts.count))
    }
    return warnings
  }

  private mutating func leaveOutSmallClasses(_ configuration: AtlasConfiguration) {
    let small = examples.smallClasses(folds: configuration.probes.isEnabled ? configuration.probes.folds : nil)
    guard !small.isEmpty else { return }
    examples = examples.leavingOut(Set(small.map(\.name)))
    warnings += small.prefix(20).map(\.note)
    if small.count > 20 { warnings.append(Note(.moreSmallClasses, small.count - 20)) }
  }
}

extension OpenedInputs {
  /// The class that `positive:` names is one of a dataset. Where another dataset has no such class, its last by name stands
  /// in for it; of more than two classes each is taken against the rest, and the setting has no part in that.
  func checkPositiveClass(_ configuration: AtlasConfiguration) throws {
    guard let name = configuration.probes.positiveClass else { return }
    let tables = datasets.flatMap { $0.tasks.map(\.examples) }
    let classes = tables.flatMap(\.classes)
    if classes.contains(name) { return }
    let known = "classes are " + Set(classes).sorted().joined(separator: ", ")
    let isLeftOut = tables.contains { $0.leftOutLabels?.values.contains(name) ?? false }
    throw configuration.failure(
      at: "probes.positive",
      isLeftOut
        ? "probes: positive: the class “\(name)” has too few examples to be studied"
        : "probes: positive: no dataset has a class “\(name)”",
      hint: nearestName(to: name, in: classes).map { "did you mean “\($0)”? \(known)" } ?? known)
  }

  /// The group that `reference:` names is a value of an audited attribute. Of attributes without it the largest group stands
  /// in for it.
  func checkReference(_ configuration: AtlasConfiguration) throws {
    guard let name = configuration.bias.reference, name != "largest" else { return }
    var known: Set<String> = []
    for dataset in datasets {
      for attributes in dataset.audits { known.formUnion(dataset.examples.values(of: attributes)) }
    }
    if known.contains(name) { return }
    let groups = known.isEmpty ? "there are no groups" : "groups are " + known.sorted().joined(separator: ", ")
    throw configuration.failure(
      at: "bias.reference", "bias: reference: no attribute has a group “\(name)”",
      hint: nearestName(to: name, in: Array(known)).map { "did you mean “\($0)”? \(groups), or largest" }
        ?? "\(groups), or largest")
  }
}

extension ExampleTable {
  /// Groups that occur: values of a column, or of several joined by ×.
  fileprivate func values(of attributes: [String]) -> Set<String> {
    let columns = attributes.compactMap { name in groups.first { $0.name == name } }
    guard columns.count == attributes.count else { return [] }
    return Set(
      ids.indices.filter { row in columns.allSatisfy { $0.codes[row] >= 0 } }.map { row in
        columns.map { $0.values[Int($0.codes[row])] }.joined(separator: "×")
      })
  }
}
