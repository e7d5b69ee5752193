import Diagnostics
import Findings

extension SyntheticTables {
  /// Made-up neighbours, words (hostile ones too) and spread examples for every feature that fires.
  func profiles(_ dataset: String, _ checkpoint: String) throws -> FeatureProfiles {
    let table = try features(dataset, checkpoint)
    let lengths = try examples(dataset).tokens.map(\.count)
    var noise = Noise(UInt64(checkpoint.utf8.count) &* 31)
    var profiles = FeatureProfiles(dataset: dataset, checkpoint: checkpoint)
    profiles.notes = isHostile ? [Note(.otherWidths, 12, 2, about: NoteSubject(.arm, "<b>12</b> & more"))] : []
    profiles.words.unit = "word"
    profiles.words.vocabulary = (isHostile ? HostileTexts.all : []) + (0..<40).map { "word\($0)" }
    if isHostile {
      profiles.effects.shown = HostileTexts.all
      profiles.effects.tokens = HostileTexts.all
      profiles.effects.ids = HostileTexts.all.indices.map(Int32.init)
    }
    for feature in 0..<table.featureCount {
      let isAlive = table.activeExamples[feature] > 0
      neighbours(&profiles.coFiring, of: isAlive ? feature : nil, in: table, &noise)
      neighbours(&profiles.decoder, of: isAlive ? feature : nil, in: table, &noise)
      words(&profiles.words, isAlive ? 8 : 0, &noise)
      if isHostile {
        effects(&profiles.effects.promoted, isAlive ? 1 : 0, &noise)
        effects(&profiles.effects.suppressed, isAlive ? -1 : 0, &noise)
      }
      spread(&profiles.spread, table.activeExamples[feature] > 20 ? table.maximum[feature] : nil, lengths, &noise)
    }
    return profiles
  }

  private func neighbours(
    _ lists: inout NeighbourLists, of feature: Int?, in table: FeatureTable, _ noise: inout Noise
  ) {
    for rank in 0..<(feature == nil ? 0 : 5) {
      lists.features.append(Int32(noise.integer(table.featureCount)))
      lists.values.append(0.95 - 0.1 * Double(rank))
      lists.common.append(Int32(40 - rank))
    }
    lists.offsets.append(lists.features.count)
  }

  private func words(_ lists: inout WordLists, _ count: Int, _ noise: inout Noise) {
    for rank in 0..<count {
      lists.words.append(Int32(noise.integer(lists.vocabulary.count)))
      lists.z.append(9.5 - Double(rank))
      lists.logOdds.append(1.2)
      lists.active.append(Int32(30 - rank))
      lists.others.append(Int32(rank))
    }
    lists.offsets.append(lists.words.count)
  }

  private func effects(_ lists: inout TokenEffectLists, _ sign: Float, _ noise: inout Noise) {
    for rank in 0..<(sign == 0 ? 0 : TokenEffects.length) {
      lists.tokens.append(Int32(noise.integer(HostileTexts.all.count)))
      lists.values.append(sign * (2 - Float(rank) / 8))
    }
    lists.offsets.append(lists.tokens.count)
  }

  private func spread(_ spread: inout SpreadExamples, _ value: Double?, _ lengths: [Int], _ noise: inout Noise) {
    if let value {
      for bin in (1...SpreadExamples.binCount).reversed() {
        let example = noise.integer(exampleCount)
        let peak = noise.integer(lengths[example])
        spread.bins.append(Int32(bin))
        spread.values.append(Float(value) * Float(bin) / 5)
        spread.examples.examples.append(Int32(example))
        spread.examples.activations.append(Float(value) * Float(bin) / 5)
        spread.examples.tokens.append(Int32(peak))
        spread.examples.tokenIndices.append(Int32(peak))
        spread.examples.tokenValues.append(Float(value) * Float(bin) / 5)
        spread.examples.tokenOffsets.append(spread.examples.tokenIndices.count)
      }
    }
    spread.examples.offsets.append(spread.examples.examples.count)
  }
}
