import Datasets

/// The roles of a table's columns.
struct ColumnsEntry: ConfigurationMapping {
  var columns = ExampleColumns()
  /// Between the names of labels in one cell; nil: `usualSeparator`.
  var separator: String?

  static let usualSeparator = "|"
  static var defaults: Self { Self() }

  static var keys: [ConfigurationKey<Self>] {
    [
      .init(
        "id", .column, optional: \.columns.id, "ids of the examples; default: their number, from 0", example: "id"),
      .init("text", .column, optional: \.columns.text, "the text of the example", example: "text"),
      .init("label", .column, optional: \.columns.label, "the class of the example", example: "label"),
      .init(
        "labels", .other("name of a column, or list of names"),
        "in place of `label`, where an example may have several: a column of names, or a column for each label"
      ) { entry, node in
        entry.columns.labels =
          node.isList
          ? .indicators(try node.list { try $0.string }) : .names(column: try node.string, separator: usualSeparator)
      },
      .init(
        "label-separator", .other("text"),
        "separator of names in one column of `labels`; default: \(usualSeparator)"
      ) { entry, node in
        entry.separator = try node.string
        if entry.separator?.isEmpty != false { throw node.failure("the separator of labels is empty") }
      },
      .init(
        "groups", .distinct(.list(.column)), \.columns.groups, "attributes to audit by, say gender and age"),
      .init(
        "split", .column, optional: \.columns.split, "`train`, `test` or the name of a fold"),
      .init(
        "image", .column, optional: \.columns.image,
        "path of the example's picture, PNG or JPEG, seen from the folder of the examples"),
      .init(
        "alt", .column, optional: \.columns.alt,
        "what the picture shows, in words, for readers who do not see it; default: the text"),
      .init(
        "cluster", .column, optional: \.columns.cluster,
        "rows that must stay in one fold: of one template, person or source"),
      .init(
        "pair", .column, optional: \.columns.pair,
        "rows that are one example told of different groups: what changes between such twins is shown for each attribute"
      ),
    ]
  }

  mutating func finish(_ node: ConfigurationNode, isClean: Bool) throws {
    if columns.alt != nil, columns.image == nil {
      throw node.failure(
        "`alt` is given, but no pictures", hint: "add `image: COLUMN`, or call the column of words `text`")
    }
    if columns.label != nil, columns.labels != nil {
      throw node.failure(
        "both `label` and `labels` are given",
        hint: "`label` where an example has one, `labels` where it may have several")
    }
    if case .indicators(let names)? = columns.labels, names.isEmpty || Set(names).count < names.count {
      throw node.failure("`labels` needs columns, each once", hint: "write `labels: [insult, threat]`")
    }
    guard let separator else { return }
    guard case .names(let column, _)? = columns.labels else {
      throw node.failure(
        "`label-separator` separates the names in one column", hint: "write `labels: COLUMN` beside it, not a list")
    }
    columns.labels = .names(column: column, separator: separator)
  }
}
