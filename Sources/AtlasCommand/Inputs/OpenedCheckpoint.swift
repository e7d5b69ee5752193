import Analysis
import Diagnostics
import Files
import Glibc
import SparseAutoencoders

extension OpenedCheckpoint {
  /// nil where it cannot be opened, which is then among the mistakes.
  init?(_ entry: AtlasConfiguration.CheckpointEntry, _ opening: InputOpening) {
    guard let path = entry.path else {
      if let given = entry.unembedding {
        opening.mistakes.add(
          opening.configuration.failure(
            at: given.place, "checkpoint “\(entry.id)” has an unembedding, but no decoder",
            hint: "leave `unembedding` out, or add the `path` of the checkpoint"))
        return nil
      }
      if entry.hasMistakes { return nil }
      self.init(id: entry.id, writtenPath: "", givenLayer: entry.layer, checkpoint: nil)
      return
    }
    opening.reporter.detail("opening checkpoint \(entry.id)")
    let checkpoint = opening.attempt(path, at: entry.place + ".path") {
      if !entry.hasMistakes {
        return try Checkpoints.open(path, writtenPath: entry.writtenPath, options: entry.options)
      }
      // How it is to be read is not known: only that it is there.
      if !Paths.exists(path) { throw FileErrors.cannotRead(path, ENOENT) }
      throw AtlasErrors([])
    }
    guard let checkpoint else { return nil }
    self.init(id: entry.id, writtenPath: entry.writtenPath, givenLayer: entry.layer, checkpoint: checkpoint)
    if let given = entry.unembedding {
      guard let unembedding = given.opened(for: checkpoint, entry.id, opening) else { return nil }
      self.unembedding = unembedding
    }
    let states = opening.configuration.datasets.flatMap(\.states).filter { $0.layer == layer }
    let doubts = [layerDoubt].compactMap { $0 } + states.compactMap(placeDoubt)
    for doubt in doubts where self.checkpoint?.warnings.contains(doubt) == false {
      self.checkpoint?.warnings.append(doubt)
    }
    for warning in self.checkpoint?.warnings ?? [] { opening.reporter.warning(warning.about(.checkpoint, entry.id)) }
    for note in checkpoint.notes { opening.reporter.stage("note: \(entry.id): \(note)") }
  }
}
