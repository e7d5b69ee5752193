import Analysis
import Datasets
import Diagnostics
import Files
import Findings
import Images
import Parallel

/// Pictures of the examples: each is decoded once, so that nothing is computed before it is known that all can be shown.
extension OpenedDataset {
  /// Mistakes are those of the rows.
  mutating func openPictures(_ opening: InputOpening) {
    guard let names = examples.images else { return }
    let folder = Paths.folder(of: examples.path)
    let canonical = Paths.canonical(folder)
    let table = examples
    let opened = opening.mistakes.attempt {
      try opening.reporter.during("pictures of \(id)", of: names.count, unit: "pictures") { progress in
        try parallelMap(names.count, threads: min(opening.threads, DatasetPictures.mostThreads)) { row in
          defer { progress.advance() }
          return Result<DatasetPictures.Source?, AtlasError> { () throws(AtlasError) in
            try DatasetPictures.Source(names[row], in: folder, canonical, at: row, of: table)
          }
        }
      }
    }
    guard let opened else { return }
    let sources = opening.mistakes.each(opened) { try $0.get() }
    guard sources.count == names.count else { return }
    pictures = DatasetPictures(sources, column: columns.image ?? "")
  }

  /// Whether every example has as many tokens as the grid has patches.
  ///
  /// - Throws: `AtlasError` where it does not.
  mutating func setPatches(_ grid: PatchGrid?) throws {
    guard let grid else { return }
    let needed = grid.first + grid.columns * grid.rows
    var isFound = false
    for (layer, opened) in states {
      let offsets = kept[layer]?.allOffsets ?? opened.activations.offsets
      let path = opened.activations.files.first ?? examples.path
      // One state per example: pooled already.
      if offsets == Array(0..<offsets.count) { continue }
      isFound = true
      for example in 0..<offsets.count - 1 where offsets[example + 1] - offsets[example] < needed {
        throw AtlasError(
          path: path,
          "example “\(examples.ids.indices.contains(example) ? examples.ids[example] : "\(example)")” has "
            + "\(offsets[example + 1] - offsets[example]) tokens, but `patches` are \(grid.columns) × \(grid.rows), from token "
            + "\(grid.first)",
          hint: "write the grid of the model, and `first: 1` where a class token stands before the patches")
      }
    }
    guard isFound else {
      throw AtlasError(
        path: examples.path, "`patches` are given, but the states are one row per example",
        hint: "give the states of all patches, or leave `patches` out")
    }
    patches = grid
  }
}

extension DatasetPictures.Source {
  /// nil where the cell is empty: not every example need have a picture.
  ///
  /// - Throws: `AtlasError` with the row where the picture cannot be shown.
  fileprivate init?(_ name: String, in folder: String, _ canonical: String, at row: Int, of table: ExampleTable)
    throws(AtlasError)
  {
    if name.isEmpty { return nil }
    let line = table.lines.indices.contains(row) ? table.lines[row] : nil
    do {
      guard let path = Paths.inside(folder, name, canonicalFolder: canonical) else {
        throw AtlasError(
          .input, "this path leads out of the folder of the examples",
          hint: "write a path relative to the file, without .., and put the pictures beside it or below")
      }
      let file = try ImageFile(path: path)
      try file.verify()
      self.init(
        path: path, name: name, line: line, bytes: file.bytes.count, digest: SHA256Digest.hex(of: file.bytes))
    } catch {
      let error = error as? AtlasError ?? AtlasError(.failure, "\(error)")
      throw DatasetPictures.located(error, name: name, line: line, of: table.path)
    }
  }
}
