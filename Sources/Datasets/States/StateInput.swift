import Diagnostics
import Files
import Foundation
import TensorFiles

/// What a layout looks at to tell whether it is meant: a folder with its file names, or an opened tensor file.
struct StateInput: Sendable {
  let path: String
  let isFolder: Bool
  /// Names in the folder, sorted by Unicode scalars; empty for a file.
  let names: [String]
  /// The tensors of a file; nil for a folder.
  let container: (any TensorContainer)?
  /// The array that was asked for.
  let array: String?
  /// What is known of the examples; nil where states are read without a table.
  let expected: ExpectedExamples?

  init(_ path: String, array: String? = nil, expected: ExpectedExamples? = nil) throws {
    self.array = array
    self.expected = expected
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    var isDirectory = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw FileErrors.cannotRead(path, ENOENT)
    }
    isFolder = isDirectory.boolValue
    names = isFolder ? try FolderListing.names(in: path) : []
    container = isFolder ? nil : try TensorFile.open(path)
  }

  /// Name of the file or folder itself.
  var name: String { FilePaths.lastComponent(path) }

  /// Folder that holds the file.
  var parent: String { FilePaths.parent(path) }

  func has(_ name: String) -> Bool { names.contains(name) }

  /// Path of a file in the folder.
  func file(_ name: String) -> String { path + "/" + name }

  /// Whether every one of `arrays` is in the file.
  func hasArrays(_ arrays: String...) -> Bool {
    guard let container else { return false }
    return arrays.allSatisfy { container.contains($0) }
  }
}

enum FolderListing {
  /// Names in a folder without hidden files, sorted by Unicode scalars.
  static func names(in path: String) throws -> [String] {
    let found: [String]
    do {
      found = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw AtlasError(path: path, "cannot list this folder", hint: "check its permissions")
    }
    return found.filter { !$0.hasPrefix(".") }
      .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }
}

enum FilePaths {
  static func lastComponent(_ path: String) -> String {
    String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
  }

  static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder == "." ? name : folder == "/" ? "/" + name : folder + "/" + name
  }

  /// Whether a name that a file gives stays in the file's own folder.
  static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
