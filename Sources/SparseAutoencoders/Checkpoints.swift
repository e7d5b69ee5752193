import Diagnostics
import Files
import TensorFiles

/// Opens trained autoencoders of any family of the table.
public enum Checkpoints {
  /// - Parameters:
  ///   - path: a checkpoint's folder or its weight file.
  ///   - writtenPath: the path as the user wrote it, for hints that name paths to write instead; nil: `path`.
  ///   - options: the user's word where files do not say; overrides detection.
  ///   - checkingValues: whether all weights are read to find values that are not finite. Without, opening a mapped
  ///     float32 file takes milliseconds whatever its size.
  /// - Throws: `AtlasError` if the family is unknown, ambiguous or cannot be evaluated, or the files are damaged, do not
  ///   agree with each other or leave something open that only an option can settle.
  public static func open(
    _ path: String, writtenPath: String? = nil, options: CheckpointOptions = .init(), checkingValues: Bool = true
  ) throws -> Checkpoint {
    let options = options.normalised
    let source = try CheckpointSource(path, writtenPath: writtenPath, options: options)
    do {
      let (family, reason) = try choose(source)
      try checkOptions(options, of: family)
      let reading = try family.read(source)
      try CheckpointValidation.check(reading, source: source, checkingValues: checkingValues)
      if reading.autoencoder.decoder == nil {
        source.warnings.append(Note(.noDecoder))
      }
      return Checkpoint(
        path: path, family: family.name, reason: reason, architecture: reading.architecture,
        formula: ([FormulaText.describe(reading.autoencoder)] + [reading.formulaNote].compactMap { $0 })
          .joined(separator: "; "),
        source: family.source, autoencoder: reading.autoencoder,
        tensors: source.tensors, declaredL0: reading.declaredL0, model: reading.model, layer: reading.layer,
        hook: reading.hook, warnings: reading.warnings + source.warnings, notes: source.notes + source.leftAside,
        files: source.files, folder: source.folder)
    } catch let error as AtlasError {
      throw error.located(path: source.weightPath ?? path)
    }
  }

  private static func choose(_ source: CheckpointSource) throws -> (CheckpointFamily, reason: Note) {
    if source.options.mapping != nil { return (.described, Note(.familyDescribed)) }
    if let name = source.options.family {
      guard let family = CheckpointFamily.named(name) else {
        let names = CheckpointFamily.all.map(\.name)
        let nearest = nearestName(to: name, in: names).map { "did you mean \($0)? " } ?? ""
        throw AtlasError(
          path: source.path, "there is no checkpoint format \(quoted(name))",
          hint: nearest + "known are \(names.joined(separator: ", "))")
      }
      return (family, Note(.familyNamed))
    }
    let found: [(family: CheckpointFamily, reason: Note)]
    do { found = try CheckpointFamily.recognising(source) } catch {
      // What a run leaves in its folder may be damaged or of no interest: the checkpoints below are the answer then.
      throw source.namesCheckpointsBelow() ?? error
    }
    guard let first = found.first else { throw source.unrecognised() }
    guard found.count == 1 else {
      let names = found.map(\.family.name)
      throw AtlasError(
        path: source.path, "this checkpoint is ambiguous: it can be \(names.joined(separator: " or "))",
        hint: "say which with format: (or --format), say format: \(names[0])")
    }
    return (first.family, first.reason)
  }

  private static func checkOptions(_ options: CheckpointOptions, of family: CheckpointFamily) throws {
    for key in options.options.keys.sorted() where !family.options.contains(key) {
      let nearest = nearestName(to: key, in: family.options).map { "did you mean \($0)? " } ?? ""
      let known = family.options.isEmpty ? "it reads none" : "it reads \(family.options.joined(separator: ", "))"
      throw AtlasError(.input, "the format \(family.name) has no option \(quoted(key))", hint: nearest + known)
    }
  }
}
