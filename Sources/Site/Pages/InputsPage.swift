import Claims
import Findings

extension SiteSection {
  static let inputs = SiteSection("inputs", path: SitePaths.inputs, InputsPage.slots) {
    InputsPage(context: $0.context)
  }
}

/// The data and the checkpoints: what they are, and whether they make sense together.
struct InputsPage {
  let context: SiteContext
  let links = Links(from: SitePaths.inputs)

  static let slots: Slots<InputsPage> = [
    .rows("datasets", DatasetRow.slots) { page in
      page.context.findings.datasets.map { DatasetRow(page: page, item: $0) }
    },
    .rows("checkpoints", CheckpointRow.slots) { page in
      page.context.findings.checkpoints.map { CheckpointRow(page: page, item: $0) }
    },
  ]

  func say(_ claims: [Claim]) throws -> Fragment { try context.say(claims, root: links.root) }
}

/// A class, group or split with its share of a dataset.
private struct CountRow {
  let item: CategoryCount
  let total: Int
  var isLeftOut = false

  static let slots: Slots<CountRow> = [
    .text("name") { $0.item.name }, .count("n") { $0.item.count },
    .number("share", .percent) { $0.total > 0 ? Double($0.item.count) / Double($0.total) : nil },
    .flag("is_left_out") { $0.isLeftOut },
  ]
}

private struct DatasetRow {
  let page: InputsPage
  let item: DatasetFinding

  static let slots: Slots<DatasetRow> = [
    .text("dataset") { $0.item.id }, .inline("sentences") { try $0.page.say(DataClaims.all($0.item)) },
    .rows("classes", CountRow.slots) { row in
      // Those that are studied, then those left out.
      row.counts(row.item.classes)
        + row.item.leftOutClasses.map { CountRow(item: $0, total: row.item.exampleCount, isLeftOut: true) }
    },
    .rows("splits", CountRow.slots) { $0.counts($0.item.splits) },
    .rows("attributes", Attribute.slots) { row in row.item.attributes.map { Attribute(row: row, item: $0) } },
    .rows("columns", ColumnRow.slots) { row in
      row.item.columns.map { ColumnRow(words: row.page.context.words, item: $0) }
    },
    .rows("transfers", TransferLink.slots) { TransferLink.all(of: $0.item.id, $0.page.context, $0.page.links) },
    .rows("encoded", Encoded.slots) { row in row.item.checkpoints.map { Encoded(row: row, item: $0) } },
    .rows("warnings", NoteRow.slots) { $0.page.context.rows($0.item.warnings) },
  ]

  /// A column that was read, and as what.
  private struct ColumnRow {
    let words: Words
    let item: LabelledText

    static let slots: Slots<ColumnRow> = [
      .text("label") { $0.words.code("column", $0.item.label) }, .text("text") { $0.item.text },
    ]
  }

  func counts(_ items: [CategoryCount]) -> [CountRow] { items.map { CountRow(item: $0, total: item.exampleCount) } }

  private struct Attribute {
    let row: DatasetRow
    let item: AttributeFinding

    static let slots: Slots<Attribute> = [
      .text("attribute") { $0.item.name }, .count("unknown") { $0.item.unknown },
      .rows("values", CountRow.slots) { $0.row.counts($0.item.values) },
    ]
  }

  private struct Encoded {
    let row: DatasetRow
    let item: DatasetCheckpointFinding

    static let slots: Slots<Encoded> = [
      .text("checkpoint") { $0.item.checkpoint }, .text("layer") { $0.item.layer.map { "\($0)" } ?? "–" },
      .value("tokens", .number) { $0.hasTokens ? .count($0.item.tokens) : .text("–") },
      .count("feature_count") { $0.item.featureCount }, .count("alive") { $0.item.aliveFeatures },
      .count("dense") { $0.item.denseFeatures },
      .number("token_l0", .magnitude) { $0.hasTokens ? $0.item.tokenL0 : nil },
      .number("example_l0", .magnitude) { $0.item.exampleL0 },
      .link("index_link") {
        $0.row.page.links.page(SitePaths.featureFolder($0.row.item.id, $0.item.checkpoint) + "index")
      },
      .link("data_link") { $0.row.page.links.file(DataFiles.features($0.row.item.id, $0.item.checkpoint)) },
    ]

    /// One state per example is no token.
    private var hasTokens: Bool { item.tokens != row.item.exampleCount }
  }
}

private struct CheckpointRow {
  let page: InputsPage
  let item: CheckpointFinding

  static let slots: Slots<CheckpointRow> = [
    .text("checkpoint") { $0.item.id },
    .text("path") { $0.page.context.findings.site.anonymous ? "" : $0.item.path },
    .text("layer") { $0.item.layer.map { "\($0)" } }, .text("family") { $0.item.family },
    .inline("reason") { try $0.page.context.noteSpeaker.fragment($0.item.reason) },
    .text("architecture") { $0.item.architecture },
    .text("formula") { $0.item.formula }, .text("source") { $0.item.source },
    .inline("sentences") { try $0.page.say(CheckpointClaims.design($0.item)) },
    .text("model") { $0.item.model },
    .text("hook") { $0.item.hook },
    .rows("reconstructions", Reconstruction.slots) { row in
      row.item.reconstructions.map { Reconstruction(row: row, item: $0) }
    },
    .rows("tensors", tensor) { $0.item.tensors },
    .rows("warnings", NoteRow.slots) { $0.page.context.rows($0.item.warnings) },
  ]
  private static let tensor: Slots<StoredTensor> = [
    .text("name") { $0.name }, .text("shape") { $0.shape.map(String.init).joined(separator: " × ") },
    .text("type") { $0.elementType },
  ]
}

/// How well a checkpoint reconstructs the states of a dataset.
private struct Reconstruction {
  let row: CheckpointRow
  let item: ReconstructionFinding

  static let slots: Slots<Reconstruction> = [
    .text("dataset") { $0.item.dataset },
    .inline("sentence") { try $0.row.page.say(CheckpointClaims.reconstruction($0.row.item, $0.item)) },
    .count("tokens") { $0.item.tokens }, .number("l0", .magnitude) { $0.item.l0 },
    .number("fvu", .fixed(3)) { $0.item.fvu }, .number("fvu_without_first", .fixed(3)) { $0.item.fvuWithoutFirst },
    .number("median", .fixed(3)) { $0.item.medianUnexplained }, .number("top_share", .percent) { $0.item.topShare },
    .rows("positions", Position.slots) { row in
      (row.item.positions ?? []).map { Position(words: row.row.page.context.words, item: $0) }
    },
    .rows("variants", Variant.slots) { row in
      row.item.variants.map { Variant(speaker: row.row.page.context.noteSpeaker, item: $0, declared: row.item.fvu) }
    },
  ]

  private struct Position {
    let words: Words
    let item: PositionFit

    static let slots: Slots<Position> = [
      .text("position") { $0.words.code("position", $0.item.position) }, .count("tokens") { $0.item.tokens },
      .number("share", .percent) { $0.item.varianceShare }, .number("unexplained", .fixed(3)) { $0.item.unexplained },
    ]
  }

  private struct Variant {
    let speaker: NoteSpeaker
    let item: FVUVariant
    let declared: Double?

    static let slots: Slots<Variant> = [
      .inline("name") { try $0.speaker.fragment($0.item.reading) }, .number("fvu", .fixed(3)) { $0.item.fvu },
      .flag("is_better") { $0.item.fvu < ($0.declared ?? -.infinity) },
    ]
  }
}
