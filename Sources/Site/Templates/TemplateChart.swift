import Diagnostics

/// A chart that a template asks for: `{{chart KIND LIST SLOT …: Title | what is measured, with its unit}}`.
struct TemplateChart: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    /// How many rows have which values: one number.
    case histogram
    /// Two numbers of each row against each other; the points are named where a third slot says how.
    case scatter
    /// A name and a number of each row, with the interval where the list has `NUMBER_low` and `NUMBER_high`.
    case forest

    /// How many slots of a row it takes: the numbers, and of a forest and perhaps a scatter chart the name.
    var slots: ClosedRange<Int> {
      switch self {
      case .histogram: 1...1
      case .scatter: 2...3
      case .forest: 2...2
      }
    }
    /// One for each number, with a name of its own; what a histogram counts is said by the program.
    var scales: Int { self == .scatter ? 2 : 1 }

    fileprivate var spelling: String {
      switch self {
      case .histogram: "{{chart histogram LIST NUMBER: Title | unit}}"
      case .scatter: "{{chart scatter LIST ACROSS UP [NAME]: Title | unit across | unit up}}"
      case .forest: "{{chart forest LIST NAME NUMBER: Title | unit}}"
      }
    }
  }

  var kind: Kind
  /// The list whose rows are drawn.
  var rows: String
  /// Slots of a row, as written.
  var slots: [String]
  var title: String
  /// What the scales measure.
  var scales: [String]

  /// Names of the slots that have to be numbers.
  var numbers: [String] { kind == .forest ? Array(slots.suffix(1)) : Array(slots.prefix(kind.scales)) }
  /// The slot that names a row.
  var name: String? { kind == .forest ? slots[0] : kind == .scatter && slots.count > 2 ? slots[2] : nil }

  var spelling: String { "{{chart \(kind.rawValue) \(rows) \(slots.joined(separator: " "))}}" }

  /// - Parameter content: of the tag, from `chart` on.
  init(_ content: Substring, _ place: TemplatePlace, name: (Substring) throws -> String) throws {
    let parts = content.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let words = parts[0].split(separator: " ").dropFirst()
    let texts = parts.count < 2 ? [] : parts[1].split(separator: "|").map { String($0.trimmingSpaces) }
    guard let kind = words.first.flatMap({ Kind(rawValue: String($0)) }) else {
      throw place.error(
        "‘\(words.first ?? "")’ is no kind of chart",
        hint: "kinds are \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard words.count >= 2, kind.slots.contains(words.count - 2), texts.count == 1 + kind.scales,
      texts.allSatisfy({ !$0.isEmpty })
    else { throw place.error("a chart that is not complete", hint: "write \(kind.spelling)") }
    self.kind = kind
    let names = try words.dropFirst().map(name)
    rows = names[0]
    slots = Array(names.dropFirst())
    title = texts[0]
    scales = Array(texts.dropFirst())
  }
}
