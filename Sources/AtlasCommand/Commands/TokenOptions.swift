import ArgumentParser
import Datasets
import Diagnostics

/// The file of tokens that says which rows of states a text means.
struct TokenOptions: ParsableArguments {
  @Option(help: "The file of tokens; needed where tokens are left out by their text.", completion: .path)
  var tokens: String?

  /// The activations without what `drop` leaves out.
  ///
  /// - Throws: what `Activations.leavingOut` throws.
  func leavingOut(
    _ drop: TokenDrop, of activations: Activations, path: String, _ reporter: Reporter
  ) throws -> Activations {
    let table = try tokens.map { try TokenTable.read(path: $0) }
    guard let (rest, kept) = try activations.leavingOut(drop, tokens: table, path: path) else { return activations }
    reporter.stage(
      "left out \(kept.droppedCount) of \(kept.allOffsets[kept.allOffsets.count - 1]) tokens: \(kept.drop.described)")
    return rest
  }
}
