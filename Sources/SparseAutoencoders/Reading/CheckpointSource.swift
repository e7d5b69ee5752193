import Diagnostics
import Files
import TensorFiles

/// The files of one checkpoint, opened once each; remembers what was read and which tensors were used.
final class CheckpointSource {
  /// As given by the user.
  let path: String
  /// As the user wrote it; `path` may be seen from another folder.
  private let writtenPath: String
  let options: CheckpointOptions
  /// The folder in which the files lie.
  let folder: String
  /// Names in `folder`; with a weight file given, configurations beside it are still found. Weights in several files
  /// have the name of the whole, which is none of a file.
  let names: Set<String>
  /// The file given, if it was a file.
  let givenFile: String?
  /// Parts by the name of the whole.
  private let parts: [String: [String]]
  /// Whether the folder `checkpoints` below the configuration was given, so that files beside it are not meant.
  private let isBelow: Bool
  private(set) var files: [String] = []
  private(set) var weightPath: String?
  var warnings: [Note] = []
  var notes: [String] = []
  private var containers: [String: any TensorContainer] = [:]
  private var configurations: [String: ConfigurationObject] = [:]
  private var usedTensors: Set<String> = []
  private var weights: (any TensorContainer)?
  private var soleName: String??

  init(_ path: String, writtenPath: String? = nil, options: CheckpointOptions) throws {
    self.path = path
    self.writtenPath = writtenPath ?? path
    self.options = options
    let place = try CheckpointPlace(path)
    folder = place.folder
    isBelow = place.isBelow
    var found = try Paths.entries(of: folder)
    if Paths.isFolder(Paths.join(folder, "checkpoints")) {
      found += try Paths.entries(of: Paths.join(folder, "checkpoints")).map { "checkpoints/" + $0 }
    }
    var names = Set(found.filter { [folder] in Paths.isFile(Paths.join(folder, $0)) })
    var parts: [String: [String]] = [:]
    for index in names where index.hasSuffix(ShardedTensors.ending) {
      let whole = String(index.dropLast(ShardedTensors.ending.count))
      guard WeightNames.canBeWeights(whole), !names.contains(whole) else { continue }
      // A damaged index says so when the weights are opened.
      let listed = (try? ShardedTensors.parts(ofIndex: Paths.join(folder, index))) ?? []
      let prefix = index.hasPrefix("checkpoints/") ? "checkpoints/" : ""
      parts[whole] = listed.map { prefix + $0 }
    }
    names.subtract(parts.values.joined())
    names.formUnion(parts.keys)
    self.names = names
    self.parts = parts
    // One part, or the index, stands for the whole.
    givenFile = place.file.map { file in
      parts.first { $0.key + ShardedTensors.ending == file || $0.value.contains(file) }?.key ?? file
    }
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

  private func note(_ name: String) {
    for file in parts[name].map({ [name + ShardedTensors.ending] + $0 }) ?? [name] where !files.contains(file) {
      files.append(file)
    }
  }

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
    let file = parts[name] == nil ? name : name + ShardedTensors.ending
    let container = try TensorFile.open(Paths.join(folder, file))
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
  ///
  /// What training leaves beside the weights does not count, nor do earlier steps in a folder `checkpoints` below.
  func soleWeights() throws -> WeightFile? {
    if soleName == nil { soleName = .some(chosenWeights()) }
    guard let name = soleName ?? nil else { return nil }
    return WeightFile(name: name, container: try open(name))
  }

  private func chosenWeights() -> String? {
    if let givenFile { return givenFile.hasSuffix(".npz") ? nil : givenFile }
    let all = names.filter(WeightNames.canBeWeights).sorted { $0.naturallyPrecedes($1) }
    let here = all.filter { !$0.contains("/") }
    let candidates = isBelow || here.isEmpty ? all.filter { $0.contains("/") } : here
    guard candidates.count > 1 else { return candidates.first }
    if let usual = WeightNames.usual(in: candidates) { return usual }
    guard candidates.count <= 16 else { return nil }
    let fitting = candidates.filter { name in (try? open(name)).map(WeightFile.looksLikeAutoencoder) ?? false }
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// A note of weights in the folder that were not read.
  var leftAside: [String] {
    guard givenFile == nil, let read = files.first(where: WeightNames.canBeWeights) else { return [] }
    let others = names.subtracting(files).subtracting(parts.keys).filter(WeightNames.canBeWeights)
    guard !others.isEmpty else { return [] }
    let listed = others.sorted { $0.naturallyPrecedes($1) }
    let more = listed.count > 8 ? " and \(listed.count - 8) more" : ""
    return [
      "\(read) is read; not read: \(listed.prefix(8).joined(separator: ", "))\(more) (give a file itself to read it)"
    ]
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
      warnings.append(Note(.unusedTensors, unused))
    }
  }

  /// The error for a folder that is no checkpoint but has some below; nil if it is none of that.
  func namesCheckpointsBelow() -> AtlasError? {
    guard givenFile == nil else { return nil }
    let search = CheckpointSearch(below: isBelow ? Paths.join(folder, "checkpoints") : folder)
    let written = Paths.withoutTrailingSlash(writtenPath)
    let paths = search.found.map { Paths.join(written, $0.path) }
    // Of the steps of a run the last is called final by most libraries.
    guard let likeliest = paths.first(where: { Paths.name(of: $0).hasPrefix("final") }) ?? paths.first else {
      return nil
    }
    let shown = paths.prefix(20).joined(separator: ", ")
    let more = paths.count > 20 ? " and \(paths.count - 20) more" : search.isCut ? " and maybe more" : ""
    return AtlasError(
      path: path, "this folder is no checkpoint itself; inside are \(shown)\(more)",
      hint: "name one of them, say \(likeliest)")
  }

  func unrecognised() -> AtlasError {
    if let error = namesCheckpointsBelow() { return error }
    let hint = "name the format (format: or --format), or describe tensors and formula with format: {encoder: …}"
    if let file = try? soleWeights() {
      let found = file.container.tensors.prefix(8).map { "\(quoted($0.name)) \($0.shape)" }.joined(separator: ", ")
      return AtlasError(
        path: path,
        "\(quoted(file.name)) is of no checkpoint family that is known here, or could be of several; it holds "
          + (found.isEmpty ? "no tensors" : found), hint: hint)
    }
    if let givenFile {
      return AtlasError(
        path: path, "\(quoted(givenFile)) is of no checkpoint family that is known here", hint: hint)
    }
    if let part = names.sorted().first(where: WeightNames.isPart) {
      return AtlasError(
        path: path, "\(quoted(part)) is one of several parts, but the index that lists them (….index.json) is missing",
        hint: "copy or download it into the same folder")
    }
    let inside = names.sorted().prefix(8).map(quoted).joined(separator: ", ")
    let content = names.isEmpty ? "no files" : inside + (names.count > 8 ? ", …" : "")
    return AtlasError(
      path: path, "no checkpoint is recognised in this folder; it holds \(content)",
      hint: names.isEmpty ? "name the folder in which the weight file lies" : hint)
  }
}
