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

  /// Copies every file but the layout to `theme/` of the site.
  func copy(into output: any PageSink) throws {
    try forEachFile { name, file in try output.write("theme/" + name, file.withBytes { Array($0) }) }
  }

  /// Opens every file that `copy` copies, in order.
  func forEachFile(_ body: (String, MappedFile) throws -> Void) throws {
    var names: Set<String> = []
    for folder in folders where Paths.isFolder(folder) { names.formUnion(try Paths.files(under: folder)) }
    for name in names.sorted() where name != ThemeFolders.layout && !name.hasPrefix(".") {
      let file = try MappedFile(try path(of: name))
      guard file.count <= ThemeFolders.maximumBytes else {
        throw AtlasError(path: file.path, "this file of the theme is larger than \(ThemeFolders.maximumBytes) bytes")
      }
      try body(name, file)
    }
  }
}
