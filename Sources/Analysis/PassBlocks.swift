import Features
import Files
import Foundation

/// The encoded blocks of one pass. Examples from the whole range of a feature are chosen once all are encoded, and their
/// tokens read then: so that nothing has to be encoded again, blocks that are kept nowhere else lie in the unfinished
/// results until the pass ends.
final class PassBlocks {
  let cache: BlockCache
  private let temporary: String?

  init(_ context: RunContext) throws {
    temporary = context.cache == nil ? Paths.join(context.folder, "blocks") : nil
    cache = try context.cache ?? BlockCache(Paths.join(context.folder, "blocks"))
  }

  deinit {
    if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
  }
}
