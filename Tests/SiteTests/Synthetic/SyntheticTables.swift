import Findings

@testable import Site

/// Made-up but complete tables: two classes, two attributes, features of every kind, dead ones and undefined values.
struct SyntheticTables: FindingsTables {
  var width: [String: Int]
  var exampleCount = 240
  var isHostile = true
  var classes = ["hold", "promote"]
  var groups = ["woman", "man", "<i>other</i>"]

  func examples(_ dataset: String) throws -> ExampleList {
    var noise = Noise(dataset.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    let words = [
      "brilliant", "work", "##ing", "on", "our", "largest", "account", "late", "##ly", "again", "she", "turned",
    ]
    var tokens: [[String]] = []
    for example in 0..<exampleCount {
      var pieces = ["[CLS]"] + (0..<12 + noise.integer(8)).map { _ in words[noise.integer(words.count)] } + ["[SEP]"]
      if isHostile, example % 3 == 0 { pieces[2] = HostileTexts.all[example / 3 % HostileTexts.all.count] }
      tokens.append(
        pieces.enumerated().map { $1.hasPrefix("##") ? String($1.dropFirst(2)) : ($0 == 0 ? "" : " ") + $1 })
    }
    return ExampleList(
      dataset: dataset,
      ids: (0..<exampleCount).map { isHostile && $0 % 7 == 0 ? HostileTexts.all[$0 % 20] + "\($0)" : "r\($0)" },
      texts: tokens.map { $0.joined() },
      labels: (0..<exampleCount).map { classes[$0 % 2] },
      groups: [
        (0..<exampleCount).map { groups[$0 % 3] }, (0..<exampleCount).map { $0 % 5 == 0 ? "" : "group & co \($0 % 4)" },
      ], splits: (0..<exampleCount).map { $0 % 4 == 0 ? "test" : "train" }, tokens: tokens)
  }

  func features(_ dataset: String, _ checkpoint: String) throws -> FeatureTable {
    var noise = Noise(UInt64(checkpoint.utf8.count) &* 101 &+ UInt64(dataset.utf8.count))
    let lengths = try examples(dataset).tokens.map(\.count)
    let width = width[checkpoint] ?? 0
    var table = FeatureTable(
      dataset: dataset, checkpoint: checkpoint, pooling: "max", classes: classes, exampleCount: exampleCount)
    table.auroc = [[], []]
    table.q = [[], []]
    table.averagePrecision = [[], []]
    table.quantiles = FeatureTable.quantileLevels.map { _ in [] }
    table.activeByClass = [[], []]
    for feature in 0..<width {
      let active = feature % 9 == 4 ? 0 : 1 + noise.integer(feature % 11 == 0 ? exampleCount : 40)
      let value = active == 0 ? .nan : 0.02 + noise.unit() * 9
      table.activeExamples.append(Int32(active))
      table.density.append(Double(active) / Double(exampleCount))
      table.meanActive.append(value)
      table.maximum.append(value * 1.7)
      table.tokenDensity.append(Double(active) / Double(exampleCount) / 13)
      table.decoderNorm.append(feature % 13 == 5 ? .nan : 1)
      table.encoderDecoderCosine.append(noise.unit())
      let auroc = active == 0 ? 0.5 : min(0.99, 0.35 + noise.unit() * 0.5)
      table.auroc[0].append(feature % 17 == 3 ? .nan : 1 - auroc)
      table.auroc[1].append(feature % 17 == 3 ? .nan : auroc)
      for index in 0..<2 {
        table.q[index].append(active == 0 ? .nan : noise.unit() * (auroc > 0.7 ? 1e-9 : 1))
        table.activeByClass[index].append(Int32(index == 0 ? active / 3 : active - active / 3))
      }
      table.f1.append(active == 0 ? .nan : noise.unit())
      table.bestThreshold.append(value / 2)
      table.phi.append(noise.unit() - 0.5)
      table.crossValidatedF1.append(active == 0 ? .nan : noise.unit())
      for index in 0..<2 { table.averagePrecision[index].append(noise.unit()) }
      let nats = active == 0 ? .nan : noise.unit() / 20
      table.mutualInformation.append(nats)
      table.g2.append(nats * 2 * Double(exampleCount))
      table.chiSquared.append(nats * 2.1 * Double(exampleCount))
      table.g2Q.append(active == 0 ? .nan : noise.unit())
      for (index, level) in FeatureTable.quantileLevels.enumerated() {
        table.quantiles[index].append(value * 1.7 * level)
      }
      for bin in 0..<FeatureTable.histogramBins {
        table.histogram.append(active == 0 ? 0 : UInt32(max(0, 12 - (bin - 12).magnitude)) * UInt32(active) / 40)
      }
      if table.classHistograms.isEmpty { table.classHistograms = [[], []] }
      for count in table.histogram.suffix(FeatureTable.histogramBins) {
        table.classHistograms[0].append(count / 3)
        table.classHistograms[1].append(count - count / 3)
      }
      table.histogramLow.append(active == 0 ? .nan : Float(value / 30))
      table.histogramHigh.append(active == 0 ? .nan : Float(value * 1.7))
      strongest(&table.strongest, active: active, value: value * 1.7, lengths, &noise)
      table.duplicateOf.append(feature % 10 == 6 && active > 0 ? Int32(feature - 3) : -1)
      table.mapX.append(active == 0 ? .nan : Float(feature * 37 % 101) / 101)
      table.mapY.append(active == 0 ? .nan : Float(feature * 53 % 103) / 103)
      table.names.append(feature % 6 == 0 ? isHostile ? "praise <i>" : "praise" : "")
      table.nameSources.append(feature % 6 == 0 ? "the makers" : "")
    }
    return table
  }

  private func strongest(
    _ list: inout StrongestExamples, active: Int, value: Double, _ lengths: [Int], _ noise: inout Noise
  ) {
    for rank in 0..<min(active, 20) {
      let example = noise.integer(exampleCount)
      let peak = noise.integer(lengths[example])
      let size = Float(value) * (1 - Float(rank) * 0.03)
      list.examples.append(Int32(example))
      list.activations.append(size)
      list.tokens.append(Int32(peak))
      for token in max(0, peak - 2)..<min(lengths[example], peak + 3) {
        list.tokenIndices.append(Int32(token))
        list.tokenValues.append(size / Float(1 + (token - peak).magnitude))
      }
      list.tokenOffsets.append(list.tokenIndices.count)
    }
    list.offsets.append(list.examples.count)
  }

  func groups(_ dataset: String, _ checkpoint: String, _ attribute: String) throws -> GroupTable {
    var noise = Noise(UInt64(attribute.utf8.count) &* 7919 &+ UInt64(checkpoint.utf8.count))
    var table = GroupTable(
      dataset: dataset, checkpoint: checkpoint, attribute: attribute, groups: groups, classes: classes)
    table.cellCounts = [[40, 44], [50, 60], [6, 40]]
    for feature in 0..<width[checkpoint, default: 0] {
      let tested = feature % 4 != 2
      let verdict = !tested ? "" : ["proxy", "composition", "equivalent", "insufficient"][min(3, noise.integer(9) / 2)]
      let difference = verdict == "proxy" ? 0.1 + noise.unit() * 0.6 : noise.unit() * 0.08
      table.tested.append(tested)
      table.g2.append(noise.unit() * 20)
      table.degreesOfFreedom.append(4)
      table.p.append(noise.unit() * 1e-3)
      table.q.append(tested ? noise.unit() * 1e-2 : .nan)
      table.cmi.append(noise.unit() * 0.05)
      table.maxGroup.append(tested ? Int32(noise.integer(3)) : -1)
      table.minGroup.append(tested ? Int32(noise.integer(3)) : -1)
      table.riskDifference.append(tested ? difference : .nan)
      table.riskLow.append(tested ? difference - 0.06 : .nan)
      table.riskHigh.append(tested ? difference + 0.06 : .nan)
      table.proxy.append(tested ? difference * 0.8 : .nan)
      table.composition.append(tested ? difference * 0.2 : .nan)
      table.verdict.append(verdict)
      table.needed.append(verdict == "insufficient" ? 1200 : 0)
      for group in 0..<groups.count {
        for label in 0..<classes.count {
          let n = table.cellCounts[group][label]
          let active = Int32(noise.integer(Int(n)))
          table.active.append(active)
          table.rateLow.append(max(0, Float(active) / Float(n) - 0.07))
          table.rateHigh.append(min(1, Float(active) / Float(n) + 0.07))
          table.suppressed.append(n < 30)
          table.unreliable.append(n < 60)
        }
      }
    }
    return table
  }

  func transfer(_ train: String, _ test: String, _ checkpoint: String) throws -> TransferTable {
    var noise = Noise(UInt64(checkpoint.utf8.count))
    var table = TransferTable(train: train, test: test, checkpoint: checkpoint, classes: ["promote"])
    for _ in 0..<width[checkpoint, default: 0] {
      table.aurocTrain.append(0.4 + noise.unit() * 0.5)
      table.qTrain.append(noise.unit() * 0.1)
      table.aurocTest.append(0.4 + noise.unit() * 0.4)
      table.qTest.append(noise.unit() * 0.1)
      table.densityTrain.append(noise.unit())
      table.densityTest.append(noise.unit())
      table.strengthTrain.append(noise.unit() * 3)
      table.strengthTest.append(noise.unit() * 3)
      let draw = noise.unit()
      table.kind.append(draw > 0.8 ? .shared : draw > 0.75 ? .reversed : draw > 0.7 ? .sourceOnly : .none)
      table.qMax.append(draw > 0.75 ? noise.unit() * 0.05 : 0.5)
      table.qSourceOnly.append(0.04)
      table.qTargetOnly.append(1)
      table.pTrain.append(table.qTrain.last ?? 1)
      table.pTest.append(table.qTest.last ?? 1)
      table.pMax.append(max(table.pTrain.last ?? 1, table.pTest.last ?? 1))
    }
    return table
  }
}
