import Diagnostics

/// One kind of checkpoint: how it is told from others, how it is read, where its formula comes from.
///
/// A new family is one file under `Families/` and one row in `all`.
public struct CheckpointFamily: Sendable {
  /// As in `format:` and `--format`.
  public let name: String
  /// For people: `SAELens`, `EleutherAI sparsify`.
  public let title: String
  /// The keys of `options:` and `--option` that it reads.
  public let options: [String]
  /// Projects and files that the formula was taken from: names only, as every language writes them.
  public let source: String
  /// Why a checkpoint is of this family; nil if it is not.
  let detect: @Sendable (CheckpointSource) throws -> Note?
  let read: @Sendable (CheckpointSource) throws -> CheckpointReading

  /// In the order in which they are listed to users; a checkpoint that two rows recognise is ambiguous.
  public static let all: [CheckpointFamily] = [
    .saelens, .saelensPickle, .gemmaScope, .gemmaScope2, .sparsify, .dictionaryLearning, .interPLM, .openAI,
    .llamaScope,
    .llamaScopeR1, .llamascopium, .qwenScope, .goodfire, .deepSeek, .connorRob, .mwhanna, .saev, .prisma, .patchSAE,
    .interProt, .bioNeMo, .temporal, .crossLayer,
  ]

  /// All families that a checkpoint can be of, with the reasons.
  static func recognising(_ source: CheckpointSource) throws -> [(family: CheckpointFamily, reason: Note)] {
    try all.compactMap { family in try family.detect(source).map { (family, $0) } }
  }

  /// The family of that name or title, in any spelling: `gemma_scope_2`, `Gemma Scope 2`.
  static func named(_ name: String) -> CheckpointFamily? {
    func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
    let wanted = plain(name)
    return all.first { plain($0.name) == wanted || plain($0.title) == wanted }
  }
}

/// What a family's reader found: the canonical autoencoder and what else the files say.
struct CheckpointReading {
  var architecture: String
  var autoencoder: SparseAutoencoder
  var declaredL0: Double?
  var model: String?
  var layer: Int?
  var hook: String?
  /// What the formula alone does not define, in the same signs. Printed behind it.
  var formulaNote: String?
  var warnings: [Note] = []
}
