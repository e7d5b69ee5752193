import Diagnostics
import Files
import TensorFiles

/// A small JSON object beside a cache: sizes and names, never trusted.
struct MetadataFile {
  let path: String
  let root: JSONValue

  private static let largest = 16 << 20

  init(_ path: String) throws {
    let file = try MappedFile(path)
    guard file.count <= MetadataFile.largest else {
      throw AtlasError(path: path, "\(file.count) bytes are too many for a description of a cache")
    }
    self.path = path
    do {
      root = try file.withBytes { try JSONParser.parse($0) }
    } catch let error as AtlasError {
      throw error.located(path: path)
    }
  }

  /// A size: a whole number from 0 to 2⁴⁸, under the first of several names that is there.
  func size(_ names: String...) throws -> Int? {
    for name in names {
      guard let value = root[name], value != .null else { continue }
      guard case .integer(let size) = value, size >= 0, size <= 1 << 48 else {
        throw AtlasError(path: path, "\"\(name)\" is no size", hint: "a whole number is needed")
      }
      return Int(size)
    }
    return nil
  }

  func text(_ name: String) -> String? {
    if case .string(let text)? = root[name] { text } else { nil }
  }

  func missing(_ name: String) -> AtlasError { AtlasError(path: path, "\"\(name)\" is missing") }
}
