import Diagnostics
import Files

/// Whether an output folder may be replaced as a whole, before anything is computed.
enum OutputCheck {
  /// - Parameter inputs: files and folders that are read, the configuration among them.
  /// - Throws: `AtlasError` where the folder holds an input, lies in one, is somebody else's, or cannot be written.
  static func check(_ output: String, inputs: [String]) throws {
    guard !output.isEmpty else { throw AtlasError(.input, "the output has no name", hint: "give a folder with -o") }
    let target = Paths.canonical(output)
    for input in inputs where Paths.exists(input) {
      let path = Paths.canonical(input)
      if Paths.lies(path, in: target) {
        throw AtlasError(
          path: output, "the output is replaced as a whole, but it holds an input: \(input)",
          hint: "give another folder with -o")
      }
      // A folder that holds further inputs, say that of the configuration, may hold the output too.
      let isShared = inputs.contains { $0 != input && Paths.lies(Paths.canonical($0), in: path) }
      if Paths.isFolder(path), !isShared, Paths.lies(target, in: path) {
        throw AtlasError(
          path: output, "the output lies in a folder that is read as an input: \(input)",
          hint: "give a folder elsewhere with -o")
      }
    }
    try StagedFolder.checkOutput(output)
    if let obstacle = Paths.obstacle(toMaking: Paths.withoutTrailingSlash(output)) {
      throw AtlasError(
        path: output,
        Paths.isFolder(obstacle)
          ? "the folder “\(obstacle)” cannot be written" : "“\(obstacle)” is no folder, so none can be made in it",
        hint: "give another folder with -o, or change its permissions")
    }
  }
}

extension AtlasConfiguration {
  /// Files and folders that it names, and its own.
  var inputPaths: [String] {
    [path] + checkpoints.compactMap(\.path) + featureNames.map(\.path) + reviews
      + datasets.flatMap { $0.states.map(\.path) + [$0.examples, $0.tokens].compactMap { $0 } }
  }
}
