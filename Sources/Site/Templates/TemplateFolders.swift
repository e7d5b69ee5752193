import Diagnostics
import Files
import Glibc

/// Folders of templates, the most particular first. A template `page.md` of language `en` is `en/page.md` or, in an
/// overriding folder, `page.md` itself.
public struct TemplateFolders: Sendable {
  /// Folders that may replace single files.
  public var overrides: [String]
  /// The folder that has them all.
  public var base: String
  /// Whether files that lie in an overriding folder itself, rather than in that of a language, are used.
  private var usesPlainFiles = true

  public init(overrides: [String] = [], base: String) {
    self.overrides = overrides
    self.base = base
  }

  /// The same folders for a language that the pages are not written in: files without a language are of another one.
  var ofOtherLanguages: TemplateFolders {
    var folders = self
    folders.usesPlainFiles = false
    return folders
  }

  func path(of name: String, language: String) -> String? { paths(of: name, language: language).first }

  /// Every file of that name, the most particular first: for files of which an override holds only a part.
  func paths(of name: String, language: String) -> [String] {
    guard Self.isPlain(language) else { return [] }
    let own = overrides.flatMap { ["\($0)/\(language)/\(name)"] + (usesPlainFiles ? ["\($0)/\(name)"] : []) }
    return (own + ["\(base)/\(language)/\(name)"]).filter(Self.isFile)
  }

  /// Languages of all folders, sorted.
  public func languages() -> [String] {
    Set(
      ([base] + overrides).flatMap { folder in
        Self.list(folder).filter { Self.isFile("\(folder)/\($0)/\(Words.fileName)") }
      }
    ).sorted()
  }

  func templateNames(language: String) -> [String] {
    Self.list("\(base)/\(language)").filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
  }

  /// - Throws: `AtlasError` for a file that cannot be read, is too large or is not UTF-8.
  static func read(_ path: String) throws -> String {
    let file = try MappedFile(path)
    guard file.count <= TemplateScanner.maximumBytes else {
      throw AtlasError(path: path, "this template is larger than \(TemplateScanner.maximumBytes) bytes")
    }
    guard let text = file.withBytes({ String(validating: $0, as: UTF8.self) }) else {
      throw AtlasError(path: path, "this template is not UTF-8", hint: "save it as UTF-8")
    }
    return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
  }

  /// The entries of a folder, sorted; empty where it cannot be read.
  static func list(_ folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || $0 == UInt8(ascii: "-") }
  }
}
