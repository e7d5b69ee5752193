import Diagnostics
import LinearAlgebra
import TensorFiles

/// delphi latent caches (`delphi/latents/cache.py`): one folder per hookpoint with files `START_END.safetensors`.
///
/// `locations` [n, 3] holds sequence, position and latent **relative to START**; END is inclusive. Names do not sort in
/// the order of splits, and the splits may be of unequal width. Every sequence of `cache_ctx_len` tokens is an example.
enum DelphiCache {
  static let layout = StateLayout(
    name: "delphi latent cache",
    detect: { input in
      if input.isFolder { return !splits(input.names).isEmpty }
      return input.hasArrays("locations", "activations")
    },
    open: { input, _ in input.isFolder ? try openSplits(input) : try openUnsplit(input) })

  private struct Split {
    var name: String
    var start: Int
    var end: Int
  }

  private struct Part {
    var path: String
    var locations: Tensor
    var activations: Tensor
    var start: Int
    /// Latents in this split.
    var width: Int
  }

  private static func splits(_ names: [String]) -> [Split] {
    names.compactMap { name in
      NumberedNames.pair(name, between: "_", suffix: ".safetensors").map { Split(name: name, start: $0.0, end: $0.1) }
    }.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  private static func openSplits(_ input: StateInput) throws -> OpenedActivations {
    let splits = splits(input.names)
    var parts: [Part] = []
    var tokens: Tensor?
    var next = 0
    var gaps: [String] = []
    for split in splits {
      let path = input.file(split.name)
      guard split.start >= next, split.end >= split.start, split.end < SparseBuilder.mostColumns else {
        throw AtlasError(
          path: path, "latents \(split.start) to \(split.end) overlap the split before, or are impossible",
          hint: "keep the splits of one run only in this folder")
      }
      if split.start > next { gaps.append("\(next)–\(split.start - 1)") }
      next = split.end + 1
      let container = try TensorFile.open(path)
      parts.append(try part(container, start: split.start, width: split.end - split.start + 1))
      if tokens == nil, container.contains("tokens") { tokens = try container.tensor("tokens") }
    }
    let config = input.has("config.json") ? try MetadataFile(input.file("config.json")) : nil
    let notes =
      gaps.isEmpty
      ? [] : ["No split holds the latents \(gaps.joined(separator: ", ")); they are taken to be silent."]
    return try assemble(parts, input.path, columns: next, tokens: tokens, config: config, notes: notes)
  }

  /// All latents in one file: indices are absolute, and nothing says how many there are.
  private static func openUnsplit(_ input: StateInput) throws -> OpenedActivations {
    guard let container = input.container else { throw AtlasError(path: input.path, "a file is needed") }
    let split = NumberedNames.pair(input.name, between: "_", suffix: ".safetensors")
    let start = split?.0 ?? 0
    var part = try part(container, start: start, width: SparseBuilder.mostColumns - start)
    if let split {
      guard split.1 >= split.0, split.1 < SparseBuilder.mostColumns else {
        throw AtlasError(path: input.path, "the name of the file claims the latents \(split.0) to \(split.1)")
      }
      part.width = split.1 - split.0 + 1
    } else {
      part.width = try largest(part, column: 2) + 1
    }
    let beside = FilePaths.join(input.parent, "config.json")
    let tokens = container.contains("tokens") ? try container.tensor("tokens") : nil
    return try assemble(
      [part], input.path, columns: start + part.width, tokens: tokens,
      config: FilePaths.exists(beside) ? MetadataFile(beside) : nil,
      notes: split == nil
        ? ["The file does not say how many latents there are; \(part.width), from the last active one."] : [])
  }

  private static func part(_ container: any TensorContainer, start: Int, width: Int) throws -> Part {
    let locations = try container.tensor("locations")
    let activations = try container.tensor("activations")
    guard locations.shape.count == 2, locations.shape[1] == 3, activations.shape == [locations.shape[0]],
      !locations.elementType.isFloatingPoint, !locations.elementType.isText, !activations.elementType.isText
    else {
      throw AtlasError(
        path: container.path,
        "locations \(locations.shape) and activations \(activations.shape) do not fit together",
        hint: "locations are [n, 3] whole numbers (sequence, position, latent), activations [n]")
    }
    return Part(path: container.path, locations: locations, activations: activations, start: start, width: width)
  }

  private static func assemble(
    _ parts: [Part], _ path: String, columns: Int, tokens: Tensor?, config: MetadataFile?, notes: [String]
  ) throws -> OpenedActivations {
    var notes = notes
    let sequences: Int
    let length: Int
    if let tokens {
      guard tokens.shape.count == 2 else {
        throw AtlasError(path: path, "tokens \(tokens.shape) are not [sequences, positions]")
      }
      (sequences, length) = (tokens.shape[0], tokens.shape[1])
    } else if let config, let context = try config.size("cache_ctx_len"), context > 0,
      let count = try config.size("n_tokens")
    {
      (sequences, length) = (count / context, context)
    } else {
      sequences = (try parts.map { try largest($0, column: 0) }.max() ?? -1) + 1
      length = (try parts.map { try largest($0, column: 1) }.max() ?? -1) + 1
      notes.append(
        "Neither tokens nor config.json say how many sequences there are; \(sequences) of \(length), from the last active."
      )
    }
    guard length > 0 || sequences == 0 else { throw AtlasError(path: path, "\(sequences) sequences without tokens") }
    let (rows, overflow) = sequences.multipliedReportingOverflow(by: length)
    let entries = parts.reduce(0) { $0 + $1.activations.count }
    let builder = try SparseBuilder(path: path, rows: overflow ? -1 : rows, columns: columns, entries: entries)
    let matrix = try builder.build { body in
      for part in parts { try forEachPiece(part, sequences: sequences, length: length, body) }
    }
    return OpenedActivations(
      .encoded(
        EncodedFeatures(
          matrix: matrix, offsets: (0...sequences).map { $0 * length },
          files: parts.map(\.path) + [config?.path].compactMap { $0 })),
      notes: notes)
  }

  private static let pieceLength = 1 << 20

  private static func forEachPiece(
    _ part: Part, sequences: Int, length: Int, _ body: (SparseBuilder.Piece) throws -> Void
  ) throws {
    for start in stride(from: 0, to: part.activations.count, by: pieceLength) {
      let range = start..<min(start + pieceLength, part.activations.count)
      let places = try part.locations.slice(range).int64s(path: part.path)
      var piece = SparseBuilder.Piece(rows: [], columns: [], values: part.activations.slice(range).floats())
      piece.rows.reserveCapacity(range.count)
      piece.columns.reserveCapacity(range.count)
      for i in 0..<range.count {
        let (sequence, position, latent) = (places[i * 3], places[i * 3 + 1], places[i * 3 + 2])
        guard sequence >= 0, sequence < sequences, position >= 0, position < length, latent >= 0, latent < part.width
        else {
          throw AtlasError(
            path: part.path,
            "location \(start + i) is (\(sequence), \(position), \(latent)), outside \(sequences) sequences of "
              + "\(length) tokens and \(part.width) latents")
        }
        piece.rows.append(sequence * Int64(length) + position)
        piece.columns.append(Int64(part.start) + latent)
      }
      try body(piece)
    }
  }

  /// The largest entry of one column of the locations; −1 if there is none.
  private static func largest(_ part: Part, column: Int) throws -> Int {
    var largest: Int64 = -1
    for start in stride(from: 0, to: part.activations.count, by: pieceLength) {
      let range = start..<min(start + pieceLength, part.activations.count)
      let places = try part.locations.slice(range).int64s(path: part.path)
      for i in 0..<range.count { largest = max(largest, places[i * 3 + column]) }
    }
    guard largest < 1 << 40 else { throw AtlasError(path: part.path, "a location of \(largest) is impossible") }
    return Int(largest)
  }
}
