import Diagnostics
import Files

/// A file written by `torch.save` (zip form, torch 1.6 and later): tensors by dotted name and the whole tree as data.
public struct TorchFile: TensorContainer {
  /// As it was given, for messages.
  public let path: String
  /// `torch`, whatever the version of the archive.
  public let format = "torch"
  /// Names are paths of keys through the pickle, joined by dots.
  public let tensors: [TensorEntry]
  /// Everything that was saved; tensors appear as indices.
  public let root: PickleValue
  private let places: [String: Int]
  private let store: TorchStore

  /// The name of a tensor that was saved alone.
  public static let bareName = "tensor"

  /// Whether the archive is one of torch's.
  static func matches(_ archive: ZipArchive) -> Bool { matches(archive.members) }

  static func matches(_ members: [ZipArchive.Member]) -> Bool {
    members.contains { $0.name.hasSuffix("/data.pkl") || $0.name == "data.pkl" }
  }

  /// The JSON line before the archive, where there is one (saev).
  public let headerLine: JSONValue?

  init(_ archive: ZipArchive, headerLine: JSONValue? = nil) throws {
    path = archive.path
    self.headerLine = headerLine
    do {
      let store = try TorchStore(archive)
      var entries: [TensorEntry] = []
      var places: [String: Int] = [:]
      try TorchFile.collect(store.root, name: "") { name, index in
        let name = name.isEmpty ? TorchFile.bareName : name
        guard places.updateValue(index, forKey: name) == nil else {
          throw AtlasError(.input, "two tensors have the name \(quoted(name))")
        }
        entries.append(try store.entry(index, name: name))
      }
      self.store = store
      root = store.root
      tensors = entries
      self.places = places
    } catch let error as AtlasError {
      throw error.located(path: archive.path)
    }
  }

  private static func collect(_ value: PickleValue, name: String, _ body: (String, Int) throws -> Void) throws {
    if case .tensor(let index) = value { return try body(name, index) }
    for pair in value.pairs {
      guard let key = pair.name else { continue }
      try collect(pair.value, name: name.isEmpty ? key : "\(name).\(key)", body)
    }
  }

  /// - Throws: `AtlasError` if there is no such tensor, it is sparse, or its bytes are damaged.
  public func tensor(_ name: String) throws -> Tensor {
    guard let index = places[name] else { throw missing(name) }
    do { return try store.tensor(index, name: name) } catch let error as AtlasError { throw error.located(path: path) }
  }

  /// - Throws: `AtlasError` if there is no such tensor or it is dense.
  public func sparse(_ name: String) throws -> SparseTensorParts {
    guard let index = places[name] else { throw missing(name) }
    do { return try store.sparse(index, name: name) } catch let error as AtlasError { throw error.located(path: path) }
  }
}
