import Diagnostics
import Files

/// Tensors in several files of one folder, as `….safetensors.index.json` or `….bin.index.json` lists them (`weight_map`).
public struct ShardedTensors: TensorContainer {
  /// More parts than any release has.
  private static let mostParts = 4096
  private static let largestIndex = 64 << 20
  /// How the name of an index ends.
  public static let ending = ".index.json"

  /// Of the index.
  public let path: String
  /// That of the parts.
  public let format: String
  /// All that the index lists, in its order.
  public let tensors: [TensorEntry]
  private let parts: [String: any TensorContainer]
  private let places: [String: String]

  /// - Throws: `AtlasError` if the index is damaged, a part is missing, lies in another folder or lacks a tensor.
  public init(index path: String) throws {
    let map = try ShardedTensors.weightMap(path)
    let folder = Paths.folder(of: path)
    var parts: [String: any TensorContainer] = [:]
    for name in Set(map.map(\.part)).sorted() {
      let part = Paths.join(folder, name)
      guard Paths.isFile(part) else {
        throw AtlasError(
          path: path, "the file \(quoted(name)), which this index lists, is missing",
          hint: "weights in several files are read whole: copy or download \(name) into the same folder")
      }
      parts[name] = try TensorFile.open(part)
    }
    var tensors: [TensorEntry] = []
    var places: [String: String] = [:]
    for (name, part) in map {
      guard let entry = parts[part]?.entry(name) else {
        throw AtlasError(
          path: path, "tensor \(quoted(name)) is not in \(quoted(part)), where this index says it is",
          hint: "index and parts are not of one checkpoint: fetch them together")
      }
      tensors.append(entry)
      places[name] = part
    }
    self.path = path
    format = parts.values.first?.format ?? "safetensors"
    self.tensors = tensors
    self.parts = parts
    self.places = places
  }

  /// Names of the parts, sorted, without opening them.
  ///
  /// - Throws: `AtlasError` if the index is damaged or a name leads out of its folder.
  public static func parts(ofIndex path: String) throws -> [String] { Set(try weightMap(path).map(\.part)).sorted() }

  private static func weightMap(_ path: String) throws -> [(tensor: String, part: String)] {
    let file = try MappedFile(path)
    guard file.count <= largestIndex else { throw AtlasError(path: path, "an index of \(file.count) bytes is refused") }
    do {
      let root = try file.withBytes { bytes in
        if let error = ForeignFormat.error(bytes) { throw error }
        return try JSONParser.parse(bytes)
      }
      guard case .object(let members)? = root["weight_map"], !members.isEmpty else {
        throw AtlasError(.input, "this index has no weight_map", hint: "copy or download it again")
      }
      let map = try members.map { member in
        guard case .string(let part) = member.value else {
          throw AtlasError(.input, "weight_map names no file for \(quoted(member.key))")
        }
        guard Paths.leadsInside(part) else {
          throw AtlasError(
            .input, "weight_map names the file \(quoted(part)), which leads out of the folder",
            hint: "do not trust this index")
        }
        return (member.key, part)
      }
      guard Set(map.map(\.1)).count <= mostParts else {
        throw AtlasError(.input, "weight_map names more than \(mostParts) files")
      }
      return map
    } catch let error as AtlasError {
      throw error.located(path: path, line: error.line)
    }
  }

  /// - Throws: `AtlasError` as the part that holds it does.
  public func tensor(_ name: String) throws -> Tensor {
    guard let part = places[name].flatMap({ parts[$0] }) else { throw missing(name) }
    return try part.tensor(name)
  }

  /// - Throws: `AtlasError` as the part that holds it does.
  public func sparse(_ name: String) throws -> SparseTensorParts {
    guard let part = places[name].flatMap({ parts[$0] }) else { throw missing(name) }
    return try part.sparse(name)
  }
}
