import Diagnostics

/// What opening the inputs of a configuration needs to say what is wrong with them, and where.
struct InputOpening {
  let configuration: AtlasConfiguration
  let reporter: Reporter
  let mistakes: Mistakes
  /// Changes the time that pictures take.
  var threads = 1

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
