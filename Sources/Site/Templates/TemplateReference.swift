/// Every template, the pages that it makes and the slots that it may use: made from the types that fill them, so that it
/// cannot fall behind them.
public struct TemplateReference: Sendable {
  /// One template.
  public struct Page: Sendable, Codable, Equatable {
    /// Name of the file, with `.md`.
    public var file: String
    /// Path of the pages within the site, without their ending; `…` stands for names of the data.
    public var page: String
    /// In the order in which the program declares them.
    public var slots: [TemplateReferenceSlot]
  }

  /// In the order of the navigation.
  public let pages: [Page]

  public init() {
    pages = PageTemplate.all.map { template in
      Page(
        file: template.file + ".md", page: template.page,
        slots: template.schemas.flatMap(TemplateReferenceSlot.of))
    }
  }
}

/// A slot as templates name it.
public struct TemplateReferenceSlot: Sendable, Codable, Equatable {
  /// What a template may do with a slot.
  public enum Kind: String, Sendable, Codable {
    /// A word within a line.
    case text
    /// A number within a line, and what charts are drawn of.
    case number
    /// What stands in the brackets of a link.
    case link
    /// A chart or a table: on a line of its own.
    case block
    /// A small chart or marked text within a line.
    case inline
    /// Only a condition.
    case flag
    /// Rows, with slots of their own.
    case list
  }

  public var name: String
  public var kind: Kind
  /// Of each row, in a list.
  public var rows: [TemplateReferenceSlot]?

  /// How a template writes it.
  public var spelling: String {
    switch kind {
    case .text, .number, .block, .inline: "{{\(name)}}"
    case .link: "[text]({{\(name)}})"
    case .flag: "{{#if \(name)}} … {{/if}}"
    case .list: "{{#row \(name)}}, or {{#each \(name)}} … {{/each}}"
    }
  }

  static func of(_ schema: PageSchema) -> [TemplateReferenceSlot] {
    schema.places.sorted { $0.value < $1.value }.map { name, place in
      switch schema.kinds[place] {
      case .text: TemplateReferenceSlot(name: name, kind: .text)
      case .number: TemplateReferenceSlot(name: name, kind: .number)
      case .link: TemplateReferenceSlot(name: name, kind: .link)
      case .block: TemplateReferenceSlot(name: name, kind: .block)
      case .inline: TemplateReferenceSlot(name: name, kind: .inline)
      case .flag: TemplateReferenceSlot(name: name, kind: .flag)
      case .rows(let rows): TemplateReferenceSlot(name: name, kind: .list, rows: of(rows))
      }
    }
  }
}

extension TemplateReference {
  /// As Markdown: a heading for each template, a table for its slots and one for those of each list.
  ///
  /// - Parameter files: names of the templates to describe, with or without `.md`; all where there are none.
  public func markdown(_ files: [String] = []) -> String {
    let wanted = Set(files.map { $0.hasSuffix(".md") ? $0 : $0 + ".md" })
    return pages.filter { wanted.isEmpty || wanted.contains($0.file) }.map { page in
      "## \(page.file)\n\nMakes `\(page.page).html`.\n\n" + Self.table(page.slots)
        + Self.lists(page.slots, within: "")
    }.joined(separator: "\n")
  }

  private static func table(_ slots: [TemplateReferenceSlot]) -> String {
    "| slot | kind | how it is written |\n|---|---|---|\n"
      + slots.map { "| `\($0.name)` | \($0.kind.rawValue) | `\($0.spelling)` |\n" }.joined()
  }

  /// The lists among some slots, each before those in its rows.
  private static func lists(_ slots: [TemplateReferenceSlot], within path: String) -> String {
    slots.compactMap { slot in
      slot.rows.map { rows in
        let name = path + slot.name
        return "\n### Rows of `\(name)`\n\n" + table(rows) + lists(rows, within: name + ".")
      }
    }.joined()
  }
}
