import Datasets
import Diagnostics
import Files

/// What opening the inputs of a configuration needs to say what is wrong with them, and where.
struct InputOpening {
  let configuration: AtlasConfiguration
  let reporter: Reporter
  let mistakes: Mistakes
  /// Changes the time that pictures take.
  var threads = 1
  /// What shards made of the states; nil where the states are read.
  var recorded: OpenedPart?

  /// The folder that parts see files of states from.
  private var folder: String { Paths.folder(of: configuration.path) }

  /// Hidden states, or what shards made of them.
  func states(
    _ entry: AtlasConfiguration.StatesEntry, of dataset: String, expected: ExpectedExamples?
  ) throws -> OpenedActivations {
    let recorded = try recorded?.opened(
      dataset: dataset, layer: entry.layer, source: PartPaths.source(entry, seenFrom: folder), expected: expected
    ) { PartPaths.path(of: $0, seenFrom: folder) }
    return try recorded ?? HiddenStates.open(path: entry.path, options: entry.options, expected: expected)
  }

  /// Opens `file`, which the value at `place` of the configuration names; nil where that fails, with the mistake kept.
  func attempt<T>(_ file: String, at place: String, _ open: () throws -> T) -> T? {
    mistakes.attempt {
      do {
        return try open()
      } catch let error as AtlasError {
        throw configuration.seen(error, of: file, from: place)
      } catch let errors as AtlasErrors {
        throw AtlasErrors(errors.all.map { configuration.seen($0, of: file, from: place) })
      }
    }
  }
}
