import BiasAudit
import Datasets
import Diagnostics
import Findings
import Statistics

extension OpenedDataset {
  /// What one task holds, before anything is studied.
  func description(_ task: DatasetTask, for disclosure: Disclosure) -> DatasetFinding {
    let examples = task.examples
    var finding = description(
      id: task.id,
      classes: examples.classes.enumerated().map { index, name in
        CategoryCount(name: name, count: examples.labels.count { $0 == Int32(index) })
      }, unlabelled: examples.classes.isEmpty ? 0 : examples.unlabelledCount,
      attributes: attributes(examples, for: disclosure), warnings: warnings(for: disclosure))
    if examples.classes.count == 2 { finding.positiveClass = examples.classes[examples.positive] }
    finding.leftOutClasses = examples.leftOutLabels?.counts ?? []
    if task.label != nil {
      finding.partOf = id
      finding.warnings = []
    }
    return finding
  }

  /// What a dataset with several labels per example holds, over all of them.
  func description(of sets: LabelSets, for disclosure: Disclosure) -> DatasetFinding {
    var finding = description(
      id: id, classes: zip(sets.names, sets.holds).map { CategoryCount(name: $0, count: $1.count { $0 == 1 }) },
      unlabelled: (0..<examples.count).count { row in sets.holds.allSatisfy { $0[row] < 0 } },
      attributes: attributes(examples, for: disclosure), warnings: warnings(for: disclosure))
    finding.parts = tasks.map(\.id)
    return finding
  }

  private func description(
    id: String, classes: [CategoryCount], unlabelled: Int, attributes: [AttributeFinding], warnings: [Note]
  ) -> DatasetFinding {
    var named = [
      ("id", columns.id), ("text", columns.text), ("label", columns.label), ("split", columns.split),
      ("image", columns.image), ("alt", columns.alt), ("cluster", columns.cluster), ("pair", columns.pair),
    ].compactMap { key, value in value.map { LabelledText(label: key, text: $0) } }
    named += (columns.labels?.columns ?? []).map { LabelledText(label: "labels", text: $0) }
    named += columns.groups.map { LabelledText(label: "group", text: $0) }
    var finding = DatasetFinding(
      id: id, modality: modality, exampleCount: examples.count, classes: classes, unlabelled: unlabelled,
      attributes: attributes, splits: CategoryColumn(name: "split", cells: examples.splits ?? []).counts,
      clusterColumn: examples.clusters?.name, clusterCount: examples.clusters?.values.count, columns: named,
      warnings: warnings, rowOrder: rowOrder)
    finding.leftOut = leftOut
    return finding
  }

  /// Groups and their sizes, rounded for everybody.
  private func attributes(_ examples: ExampleTable, for disclosure: Disclosure) -> [AttributeFinding] {
    examples.groups.map { column in
      disclosure == .everybody
        ? RoundedCounts.sizes(of: column, in: examples)
        : AttributeFinding(name: column.name, values: column.counts, unknown: column.codes.count { $0 < 0 })
    }
  }

  /// For everybody without those that count examples of single groups.
  private func warnings(for disclosure: Disclosure) -> [Note] {
    guard disclosure == .everybody else { return warnings }
    let names = Set(columns.groups)
    return warnings.filter { note in
      switch note.code {
      case .closeValues, .moreCloseNames: false
      case .whiteSpace, .unicodeForms, .wholeNumbers:
        note.values.first.map { value in if case .text(let name) = value { !names.contains(name) } else { true } }
          ?? true
      default: true
      }
    }
  }

  /// - Parameter pictures: those that pages show; nil where there are none.
  func exampleList(
    _ task: DatasetTask, for disclosure: Disclosure, pictures: [ExamplePicture?]? = nil
  ) -> ExampleList {
    let examples = task.examples
    return exampleList(
      id: task.id,
      labels: examples.classes.isEmpty ? [] : (0..<examples.count).map { examples.labelName($0) ?? "" },
      for: disclosure, pictures)
  }

  func exampleList(of sets: LabelSets, for disclosure: Disclosure, pictures: [ExamplePicture?]?) -> ExampleList {
    exampleList(
      id: id,
      labels: (0..<examples.count).map { row in
        sets.names.indices.filter { sets.holds[$0][row] == 1 }.map { sets.names[$0] }.joined(separator: ", ")
      }, for: disclosure, pictures)
  }

  private func exampleList(
    id: String, labels: [String], for disclosure: Disclosure, _ pictures: [ExamplePicture?]?
  ) -> ExampleList {
    let pieces = tokens.map { TokenPieces($0) }
    let decoded = pieces.map { pieces in (0..<examples.count).map { pieces.decoded(example: $0) } }
    let continued = decoded?.map { tokens in
      tokens.continues.indices.filter { tokens.continues[$0] }.map { Int32($0) }
    }
    return ExampleList(
      dataset: id, ids: examples.ids, texts: examples.texts ?? [], labels: labels,
      // Nobody learns the group of a single example from what everybody may read.
      groups: examples.groups.map { column in
        column.codes.map { $0 < 0 || disclosure == .everybody ? "" : column.values[Int($0)] }
      },
      splits: examples.splits ?? [],
      tokens: decoded?.map(\.shown) ?? [], pictures: pictures,
      alts: pictures == nil ? nil : examples.alts, patches: patches,
      continued: continued?.contains { !$0.isEmpty } == true ? continued : nil, leftOut: leftOutOfExamples)
  }
}

extension CategoryColumn {
  /// How often each value occurs, in the order of `values`.
  public var counts: [CategoryCount] {
    var counts = [Int](repeating: 0, count: values.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    return zip(values, counts).map { CategoryCount(name: $0, count: $1) }
  }
}
