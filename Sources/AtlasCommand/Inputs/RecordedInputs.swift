import Analysis
import Datasets
import Files

/// Names of files of states in a part: machines keep them in different places, but below the folder of the configuration
/// they are the same.
enum PartPaths {
  /// What a part calls a file.
  static func name(of path: String, seenFrom folder: String) -> String {
    path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
  }

  /// How a part names the states of a layer: path, and which array, layer and split of it.
  static func source(_ entry: AtlasConfiguration.StatesEntry, seenFrom folder: String) -> String {
    let options = [
      entry.options.array.map { "array \($0)" }, entry.options.layer.map { "layer \($0)" },
      entry.options.split.map { "split \($0)" },
    ]
    return ([name(of: entry.path, seenFrom: folder)] + options.compactMap { $0 }).joined(separator: ", ")
  }

  /// Where the file would be here.
  static func path(of name: String, seenFrom folder: String) -> String {
    name.hasPrefix("/") ? name : Paths.join(folder, name)
  }
}

extension OpenedDataset {
  /// Puts what shards made of the states in the place of states, once it is known which tokens are left out.
  ///
  /// - Throws: `AtlasError` where the shards have left out others.
  mutating func serveStates(from recorded: OpenedPart) throws {
    for place in states.indices {
      guard case .states(let source) = states[place].opened.activations else { continue }
      let layer = states[place].layer
      let served = try recorded.states(
        dataset: id, layer: layer, of: source, selection: sharded(source, layer: layer).selection)
      if let served { states[place].opened.activations = .states(served) }
    }
  }
}
