import Diagnostics
import TensorFiles

/// SAELens `CacheActivationsRunner`: a Hugging Face dataset on disk, `data-00000-of-00002.arrow` and so on, whose columns
/// are hook names with [context, d] floats per row, beside `token_ids`. Every row is an example.
enum SAELensCache {
  static let layout = StateLayout(
    name: "SAELens activation cache (Arrow)",
    detect: { input in input.isFolder && input.names.contains { $0.hasSuffix(".arrow") } },
    open: open)

  private static func open(_ input: StateInput, _ options: StateOptions) throws -> OpenedActivations {
    let names = NumberedNames.sorted(input.names.filter { $0.hasSuffix(".arrow") })
    if let (_, count) = NumberedNames.pair(names[0], prefix: "data-", between: "-of-", suffix: ".arrow"),
      count != names.count
    {
      throw AtlasError(path: input.path, "\(names.count) of \(count) data files are here", hint: "copy all of them")
    }
    var parts: [TensorStates.Part] = []
    var offsets = [0]
    var dimension: Int?
    for name in names {
      let stream = try ArrowStream(input.file(name))
      for batch in try stream.batches(ofColumn: column(stream, options)) where batch.states.shape[0] > 0 {
        let d = batch.states.shape[1]
        guard dimension == nil || dimension == d else {
          throw AtlasError(path: stream.file.path, "states of \(d) dimensions, before of \(dimension ?? 0)")
        }
        dimension = d
        parts.append(TensorStates.Part(batch.states, path: stream.file.path))
        for length in batch.lengths { offsets.append(offsets[offsets.count - 1] + length) }
      }
    }
    guard let dimension else { throw AtlasError(path: input.path, "the cache holds no states") }
    return OpenedActivations(
      .states(TensorStates(parts: parts, dimension: dimension, offsets: offsets)),
      notes: ["Every row of the cache, \(offsets[1]) tokens in the first, is an example."])
  }

  private static func column(_ stream: ArrowStream, _ options: StateOptions) throws -> Int {
    let candidates = stream.fields.indices.filter { stream.fields[$0].floatDepth != nil }
    if let name = options.array, let index = candidates.first(where: { stream.fields[$0].name == name }) {
      return index
    }
    if options.array == nil, candidates.count == 1 { return candidates[0] }
    throw AtlasError(
      path: stream.file.path,
      candidates.isEmpty ? "no column of lists of floats" : "several columns of states, or none of that name",
      hint: "columns: " + listed(stream.fields.map(\.name)) + "; say which with the option array")
  }
}
