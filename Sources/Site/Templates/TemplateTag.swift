import Claims
import Diagnostics

/// Where something stands in a template.
struct TemplatePlace: Sendable {
  var path: String
  /// Both counted from 1; the column in characters.
  var line: Int
  var column: Int

  func error(_ message: String, hint: String? = nil) -> AtlasError {
    AtlasError(path: path, line: line, column: column, message, hint: hint)
  }
}

/// A `{{…}}` or a `:::` line of a template.
struct TemplateTag: Sendable {
  enum Kind: Sendable, Equatable {
    case slot(String)
    case beginIf(String)
    case beginEach(String)
    /// Repeats the table row or list item that it stands in.
    case row(String)
    case otherwise
    case endIf
    case endEach
    case partial(String)
    case chart(TemplateChart)
    /// `::: name`: a box with that class.
    case beginBox(String)
    /// `::: details Summary`: folded until opened.
    case beginDetails(String)
    case endBox
  }

  var kind: Kind
  var place: TemplatePlace
  /// Alone on its line: then it stands between the blocks of the page, not within one.
  var isStandalone: Bool
  /// Of a slot that names one: how its number is written, whatever its own style.
  var style: NumberStyle?

  /// How it is written, for messages.
  var spelling: String {
    switch kind {
    case .slot(let name): "{{\(name)}}"
    case .beginIf(let name): "{{#if \(name)}}"
    case .beginEach(let name): "{{#each \(name)}}"
    case .row(let name): "{{#row \(name)}}"
    case .otherwise: "{{else}}"
    case .endIf: "{{/if}}"
    case .endEach: "{{/each}}"
    case .partial(let name): "{{> \(name)}}"
    case .chart(let chart): chart.spelling
    case .beginBox(let name): "::: \(name)"
    case .beginDetails: "::: details"
    case .endBox: ":::"
    }
  }
}

/// A piece of a template's source.
enum TemplateToken: Sendable {
  /// Never more than a line, with its line break.
  case text(String, TemplatePlace)
  case tag(TemplateTag)
}
