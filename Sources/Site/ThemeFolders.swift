import Diagnostics
import Files

/// Folders of the theme: layout, styles, scripts; a file in an earlier folder replaces that of a later one.
public struct ThemeFolders: Sendable {
  static let layout = "layout.html"
  /// Largest file of a theme.
  static let maximumBytes = 8 << 20

  public var folders: [String]

  public init(_ folders: [String]) { self.folders = folders }

  func path(of name: String) throws -> String {
    for folder in folders where Paths.isFile(Paths.join(folder, name)) { return Paths.join(folder, name) }
    throw AtlasError(
      path: folders.last, "the theme has no ‘\(name)’", hint: "name a complete theme, or reinstall feature-atlas")
  }

  /// Copies every file but the layout to `theme/` of the site; fonts travel in the style sheets that name them.
  func copy(into output: any PageSink) throws {
    try forEachFile { name, bytes in
      if !name.hasSuffix(".woff2") { try output.write("theme/" + name, bytes) }
    }
  }

  /// Reads every file that `copy` copies, in order, style sheets with their fonts.
  func forEachFile(_ body: (String, [UInt8]) throws -> Void) throws {
    var names: Set<String> = []
    for folder in folders where Paths.isFolder(folder) { names.formUnion(try Paths.files(under: folder)) }
    for name in names.sorted()
    where name != ThemeFolders.layout && !name.hasPrefix(".") && !name.hasPrefix(EditionFrame.folder) {
      let file = try MappedFile(try path(of: name))
      guard file.count <= ThemeFolders.maximumBytes else {
        throw AtlasError(path: file.path, "this file of the theme is larger than \(ThemeFolders.maximumBytes) bytes")
      }
      let bytes = file.withBytes { Array($0) }
      guard name.hasSuffix(".css") else {
        try body(name, bytes)
        continue
      }
      let sheet = StyleSheet(path: file.path, text: String(decoding: bytes, as: UTF8.self)) {
        try MappedFile(try path(of: $0))
      }
      try body(name, Array(try sheet.withFonts().utf8))
    }
  }
}
