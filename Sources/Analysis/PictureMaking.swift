import Diagnostics
import Findings
import Images
import Parallel

/// Thumbnails of the examples that pages show, within the bytes that a site may have of them.
struct PictureMaking {
  /// Bytes of all pictures of a site.
  static let siteBytes = 32 << 20
  /// Pictures held in memory before they are written.
  private static let batch = 256

  let dataset: OpenedDataset
  /// Bytes of this dataset's pictures.
  let budget: Int
  let writer: ResultsWriter
  let context: RunContext

  /// - Parameter datasets: all of the run, which share the bytes of the site by the number of their pictures.
  init(_ dataset: OpenedDataset, of datasets: [OpenedDataset], _ writer: ResultsWriter, _ context: RunContext) {
    let all = datasets.reduce(0) { $0 + ($1.pictures?.count ?? 0) }
    budget = PictureMaking.siteBytes / max(1, all) * (dataset.pictures?.count ?? 0)
    (self.dataset, self.writer, self.context) = (dataset, writer, context)
  }

  /// Makes and writes them.
  ///
  /// - Returns: [example]; nil where the dataset has no pictures.
  /// - Throws: `AtlasError` with its row for a picture that has changed since it was checked.
  func pictures(of shown: ShownExamples) throws -> [ExamplePicture?]? {
    guard let pictures = dataset.pictures else { return nil }
    let named = shown.ordered.filter { pictures.sources[$0] != nil }
    // Of each file one.
    var order: [String] = []
    var users: [String: [Int]] = [:]
    for example in named {
      guard let path = pictures.sources[example]?.path else { continue }
      if users[path] == nil { order.append(path) }
      users[path, default: []].append(example)
    }
    let made = order.prefix(budget / Thumbnail.leastBytes)
    if made.count < order.count {
      context.reporter.warning(
        Note(.picturesLeftOut, order.count - made.count, order.count, PictureMaking.siteBytes >> 20).about(
          .dataset, dataset.id))
    }
    let bytes = min(Thumbnail.mostBytes, max(Thumbnail.leastBytes, budget / max(1, made.count)))
    let table = dataset.examples.path
    var result = [ExamplePicture?](repeating: nil, count: pictures.sources.count)
    try context.stage("profiles", "thumbnails of \(dataset.id)", of: made.count, unit: "pictures") { progress in
      for start in stride(from: 0, to: made.count, by: PictureMaking.batch) {
        let paths = Array(made[start..<min(made.count, start + PictureMaking.batch)])
        let sources = paths.map { path in users[path].flatMap { pictures.sources[$0[0]] } }
        let thumbnails = try parallelMap(
          paths.count, threads: min(context.options.threads, DatasetPictures.mostThreads)
        ) {
          place in
          defer { progress.advance() }
          return try Self.thumbnail(paths[place], sources[place], bytes, of: table)
        }
        for (path, thumbnail) in zip(paths, thumbnails) {
          let picture = ExamplePicture(
            path: try writer.write(picture: thumbnail.bytes, fileExtension: thumbnail.fileExtension),
            width: thumbnail.width, height: thumbnail.height)
          for example in users[path] ?? [] { result[example] = picture }
        }
      }
    }
    return result
  }

  private static func thumbnail(
    _ path: String, _ source: DatasetPictures.Source?, _ bytes: Int, of table: String
  ) throws -> Thumbnail {
    do {
      return try Thumbnail(ImageFile(path: path).pixels(within: Thumbnail.side), bytes: bytes)
    } catch let error as AtlasError {
      throw DatasetPictures.located(
        error, name: source?.name ?? "", line: source?.line, of: table)
    }
  }
}
