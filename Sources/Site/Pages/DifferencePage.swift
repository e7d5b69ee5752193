import Files
import Findings

extension PageTemplate {
  static let difference = PageTemplate("difference", page: "difference", DifferencePage.slots.schema)
}

/// What differs between two runs, in words.
struct DifferencePage {
  /// Rows of a table, at most; the JSON has all.
  static let mostRows = 100

  let difference: RunDifference
  let language: String

  static let slots: Slots<DifferencePage> = [
    .text("before") { $0.difference.before.path }, .text("after") { $0.difference.after.path },
    .text("before_version") { $0.difference.before.version }, .text("after_version") { $0.difference.after.version },
    .flag("is_same_configuration") { $0.difference.before.configuration == $0.difference.after.configuration },
    .flag("has_changes") { !$0.nothingChanged },
    .rows("datasets", Dataset.slots) { page in page.difference.datasets.map { Dataset(item: $0) } },
    .count("verdict_count") { $0.difference.verdicts.count }, .count("appeared_count") { $0.difference.appeared.count },
    .count("gone_count") { $0.difference.gone.count },
    .rows("verdicts", Statement.slots) { $0.statements($0.difference.verdicts) },
    .rows("appeared", Statement.slots) { $0.statements($0.difference.appeared) },
    .rows("gone", Statement.slots) { $0.statements($0.difference.gone) },
    .count("figures_tested") { $0.difference.figures.count { $0.p != nil } },
    .count("figures_changed") { $0.difference.figures.count(where: \.isChanged) },
    .rows("figures", Change.slots) { page in page.changes(page.difference.figures) },
    .count("arms_tested") { $0.difference.arms.count { $0.p != nil } },
    .count("arms_changed") { $0.difference.arms.count(where: \.isChanged) },
    .rows("arms", Change.slots) { page in page.changes(page.difference.arms) },
    .rows("checkpoints", Checkpoint.slots) { page in page.difference.features.map { Checkpoint(item: $0) } },
    .count("features_changed") { $0.difference.features.reduce(0) { $0 + $1.changed } },
    .rows("features", Change.slots) { page in page.changes(page.difference.changedFeatures) },
    .count("row_limit") { _ in mostRows },
  ]

  private var nothingChanged: Bool {
    difference.verdicts.isEmpty && difference.appeared.isEmpty && difference.gone.isEmpty
      && !(difference.figures + difference.arms).contains(where: \.isChanged) && difference.changedFeatures.isEmpty
  }

  private func statements(_ items: [RunDifference.Statement]) -> [Statement] {
    items.prefix(Self.mostRows).map { Statement(item: $0, language: language) }
  }

  private func changes(_ items: [RunDifference.Change]) -> [Change] {
    items.filter(\.isChanged).prefix(Self.mostRows).map { Change(item: $0) }
  }

  private struct Dataset {
    let item: RunDifference.Dataset

    static let slots: Slots<Dataset> = [
      .text("dataset") { $0.item.dataset }, .count("examples_before") { $0.item.before },
      .count("examples_after") { $0.item.after }, .flag("same_examples") { $0.item.sameExamples },
      .flag("same_folds") { $0.item.sameFolds },
    ]
  }

  private struct Statement {
    let item: RunDifference.Statement
    let language: String

    static let slots: Slots<Statement> = [
      .text("claim") { $0.item.id }, .text("said_before") { $0.text($0.item.before) },
      .text("said_after") { $0.text($0.item.after) },
    ]

    /// In the language of the page, or else in any that the run has.
    private func text(_ said: RunDifference.Said?) -> String? {
      said.map { $0.text[language] ?? $0.text["en"] ?? $0.verdict }
    }
  }

  private struct Change {
    let item: RunDifference.Change

    static let slots: Slots<Change> = [
      .text("subject") { $0.item.subject }, .text("of") { $0.item.of }, .text("figure") { $0.item.figure },
      .number("before", .magnitude) { $0.item.before }, .number("after", .magnitude) { $0.item.after },
      .number("difference", .signed(3)) { $0.item.difference }, .number("low", .signed(3)) { $0.item.low },
      .number("high", .signed(3)) { $0.item.high }, .number("q", .probability) { $0.item.q },
      .flag("is_tested") { $0.item.p != nil },
    ]
  }

  private struct Checkpoint {
    let item: RunDifference.Features

    static let slots: Slots<Checkpoint> = [
      .text("dataset") { $0.item.dataset }, .text("checkpoint") { $0.item.checkpoint },
      .count("compared") { $0.item.compared }, .count("changed") { $0.item.changed },
      .flag("is_exact") { $0.item.method == .exact }, .flag("is_tested") { $0.item.method == .tested },
      .flag("is_other") { $0.item.method == .otherCheckpoint },
    ]
  }
}

extension SiteRenderer {
  /// What differs between two runs, as filled Markdown.
  ///
  /// - Throws: `AtlasError` for a mistake in the template.
  public func markdown(_ difference: RunDifference, language: String) throws -> String {
    var out = ByteWriter()
    Layout.appendMarkdown(try content(difference, language: language, format: .markdown), into: &out)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  /// The same as one HTML file with its style inside, which asks for nothing else.
  ///
  /// - Throws: `AtlasError` for a mistake in the template, or a file that the theme lacks.
  public func page(_ difference: RunDifference, language: String) throws -> [UInt8] {
    let library = try TemplateLibrary(folders: templates, language: language, format: .html)
    let content = try content(difference, language: language, format: .html)
    return try EditionFrame(
      title: "\(difference.before.path) → \(difference.after.path)", language: language,
      version: difference.after.version, style: try EditionFrame.style("pages", library: library, theme: theme),
      content: Fragment(rendered: content)
    ).page(library: library, theme: theme)
  }

  private func content(_ difference: RunDifference, language: String, format: PageFormat) throws -> ByteWriter {
    let library = try TemplateLibrary(folders: templates, language: language, format: format)
    var scopes = [DifferencePage.slots.scope(DifferencePage(difference: difference, language: language))]
    var out = ByteWriter()
    try library.template(.difference).render(&scopes, into: &out)
    return out
  }
}
