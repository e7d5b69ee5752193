import Diagnostics
import Files
import TensorFiles

/// The files of one checkpoint, opened once each; remembers what was read and which tensors were used.
final class CheckpointSource {
  /// As given by the user.
  let path: String
  let options: CheckpointOptions
  /// The folder in which the files lie.
  let folder: String
  /// Names in `folder`, sorted; with a weight file given, configurations beside it are still found.
  let names: Set<String>
  /// The file given, if it was a file.
  let givenFile: String?
  private(set) var files: [String] = []
  private(set) var weightPath: String?
  var warnings: [String] = []
  private var containers: [String: any TensorContainer] = [:]
  private var configurations: [String: ConfigurationObject] = [:]
  private var usedTensors: Set<String> = []
  private var weights: (any TensorContainer)?

  init(_ path: String, options: CheckpointOptions) throws {
    self.path = path
    self.options = options
    var place = Paths.withoutTrailingSlash(path)
    var file: String?
    if !Paths.isFolder(path) {
      // Opening it tells apart what is missing, unreadable and special.
      _ = try MappedFile(path)
      place = Paths.folder(of: path)
      file = Paths.name(of: path)
    }
    // OpenMOSS keeps weights one folder below their configuration.
    if Paths.name(of: place) == "checkpoints",
      ["hyperparams.json", "config.json"].contains(where: { Paths.isFile(Paths.join(Paths.folder(of: place), $0)) })
    {
      place = Paths.folder(of: place)
      file = file.map { "checkpoints/" + $0 }
    }
    folder = place
    givenFile = file
    var found = try Paths.entries(of: place).filter { Paths.isFile(Paths.join(place, $0)) }
    let below = Paths.join(place, "checkpoints")
    if Paths.isFolder(below) {
      found += try Paths.entries(of: below).map { "checkpoints/" + $0 }.filter { Paths.isFile(Paths.join(place, $0)) }
    }
    names = Set(found)
  }

  /// Names of the given file, or of all files in the given folder, that pass `test`; sorted.
  func files(where test: (String) -> Bool) -> [String] {
    if let givenFile { return test(givenFile) ? [givenFile] : [] }
    return names.filter(test).sorted()
  }

  /// Whether the given file, or one in the given folder, has this name.
  func has(_ name: String) -> Bool { givenFile.map { $0 == name } ?? names.contains(name) }

  /// Whether `name` lies in the folder, whatever was given.
  func hasBeside(_ name: String) -> Bool { names.contains(name) }

  private func note(_ name: String) { if !files.contains(name) { files.append(name) } }

  /// Opens the file of weights; its tensors are the ones that the checkpoint lists.
  func openWeights(_ name: String) throws -> any TensorContainer {
    let container = try open(name)
    weights = container
    weightPath = container.path
    return container
  }

  /// Opens a file of tensors in the folder.
  func open(_ name: String) throws -> any TensorContainer {
    if let known = containers[name] { return known }
    let container = try TensorFile.open(Paths.join(folder, name))
    containers[name] = container
    return container
  }

  /// Marks a file as part of the checkpoint.
  func use(_ name: String) { note(name) }

  /// The JSON object in `name`; nil if there is no such file.
  func configuration(_ name: String) throws -> ConfigurationObject? {
    guard names.contains(name) else { return nil }
    if let known = configurations[name] { return known }
    let object = try ConfigurationObject(file: Paths.join(folder, name))
    configurations[name] = object
    return object
  }

  /// Reads of the weights' tensors, checked for shape.
  func weightReader(_ name: String, prefix: String = "") throws -> WeightReader {
    let container = try openWeights(name)
    note(name)
    return WeightReader(container: container, prefix: prefix) { [unowned self] tensor in usedTensors.insert(tensor) }
  }

  /// The file given, or the only file of weights in the folder given; nil if there is none or several.
  func soleWeights() throws -> WeightFile? {
    let candidates = files { name in
      guard ["safetensors", "pt", "pth", "ckpt", "pkl"].contains(where: { name.hasSuffix("." + $0) }) else {
        return false
      }
      return !["sparsity.", "optimizer", "trainer_state", "state.pt", "activation"].contains { name.hasPrefix($0) }
    }
    guard candidates.count == 1, let name = candidates.first else { return nil }
    return WeightFile(name: name, container: try open(name))
  }

  /// What the file of weights holds.
  var tensors: [TensorDescription] {
    (weights?.tensors ?? []).map {
      TensorDescription(name: $0.name, shape: $0.shape, elementType: $0.elementType.rawValue)
    }
  }

  /// A note for each tensor that no part of the formula uses.
  func warnOfUnusedTensors(except known: (String) -> Bool = { _ in false }) {
    let unused = (weights?.tensors ?? []).map(\.name).filter { !usedTensors.contains($0) && !known($0) }
    if !unused.isEmpty {
      warnings.append(
        "not used by the formula: \(unused.prefix(8).joined(separator: ", "))\(unused.count > 8 ? ", …" : "")")
    }
  }

  func unrecognised() -> AtlasError {
    let hint = "name the format (format: or --format), or describe tensors and formula with format: {encoder: …}"
    if let givenFile {
      return AtlasError(
        path: path, "\(quoted(givenFile)) is of no checkpoint family that is known here", hint: hint)
    }
    let inside = names.sorted().prefix(8).map(quoted).joined(separator: ", ")
    let content = names.isEmpty ? "no files" : inside + (names.count > 8 ? ", …" : "")
    return AtlasError(
      path: path, "no checkpoint is recognised in this folder; it holds \(content)",
      hint: names.isEmpty ? "name the folder in which the weight file lies" : hint)
  }
}
