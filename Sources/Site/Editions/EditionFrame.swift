import Diagnostics
import Files
import Findings

/// The frame around an edition: one HTML file with its style inside, which asks for nothing else.
struct EditionFrame {
  /// Below the theme's folder; no part of a site.
  static let folder = "editions/"
  static let layout = folder + "layout.html"
  /// With the fonts of Latin script: only where a language is written in it.
  private static let latin = folder + "latin.css"
  /// Data may be in Japanese where an edition is not.
  private static let japanese = folder + "japanese.css"

  let title: String
  let language: String
  let version: String
  let style: Fragment
  let content: Fragment

  static let slots: Slots<EditionFrame> = [
    .text("title") { $0.title }, .text("language") { $0.language }, .text("version") { $0.version },
    .inline("style") { $0.style }, .inline("content") { $0.content },
  ]

  /// The style sheets in their order, fonts in them.
  ///
  /// - Parameters:
  ///   - sheet: of the edition, without its ending.
  ///   - sizes: of type by the name of their property, 1 where the content is of usual length.
  /// - Throws: `AtlasError` where the theme lacks one, or a font of it.
  static func style(
    _ sheet: String, sizes: [(name: String, value: Double)] = [], hasFonts: Bool = true, library: TemplateLibrary,
    theme: ThemeFolders
  ) throws -> Fragment {
    var out = ByteWriter(capacity: 1 << 17)
    for name in (library.hasPhrases || !hasFonts ? [] : [latin]) + [folder + sheet + ".css", japanese] {
      let file = try MappedFile(try theme.path(of: name))
      let text = StyleSheet(path: file.path, text: file.withBytes { String(decoding: $0, as: UTF8.self) }) {
        try MappedFile(try theme.path(of: $0))
      }
      out.append(try text.withFonts())
    }
    for size in sizes {
      out.append(":root { --\(size.name): ")
      out.append(size.value, decimals: 2)
      out.append("; }\n" as StaticString)
    }
    return Fragment(rendered: out)
  }

  /// The whole file.
  func page(library: TemplateLibrary, theme: ThemeFolders) throws -> [UInt8] {
    let template = try library.layout(path: try theme.path(of: Self.layout), [Self.slots.schema])
    var scopes = [Self.slots.scope(self)]
    var out = ByteWriter(capacity: 1 << 17)
    try template.render(&scopes, into: &out)
    return out.bytes
  }
}
