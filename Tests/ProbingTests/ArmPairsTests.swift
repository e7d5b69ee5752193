import Findings
import Testing

@testable import Probing

/// Which arms are compared with which.
@Suite struct ArmPairsTests {
  private func names(_ arms: [ArmKey]) -> [String] {
    ArmPairs(arms).all.map { "\(arms[$0.a].name) − \(arms[$0.b].name)" }
  }

  /// Everything there is, on two checkpoints of one layer and two poolings.
  private func everything(_ poolings: [String] = ["max", "sum"]) -> [ArmKey] {
    var arms = [ArmKey.madeUp("majority"), ArmKey.madeUp("tf-idf")]
    arms += poolings.map { ArmKey.madeUp("hidden", nil, $0) }
    arms += poolings.flatMap { pooling in [5, 20].map { ArmKey.madeUp("pca", nil, pooling, top: $0) } }
    for checkpoint in ["s", "w"] {
      arms += poolings.map { ArmKey.madeUp("continuous", checkpoint, $0) }
      arms += poolings.flatMap { pooling in
        [ThresholdChoice.fixed(0), .fixed(1), .automatic, .otsu].map {
          ArmKey.madeUp("binarized", checkpoint, pooling, threshold: $0)
        }
      }
      for representation in ["top-n", "random-features"] {
        for top in [5, 20] {
          for threshold in [nil, ThresholdChoice.fixed(0)] {
            arms.append(ArmKey.madeUp(representation, checkpoint, poolings[0], threshold: threshold, top: top))
          }
        }
      }
      arms.append(ArmKey.madeUp("top-n", checkpoint, poolings[0], threshold: .fixed(0), top: 20, criterion: "l1"))
      arms.append(ArmKey.madeUp("token-top-n", checkpoint, "sum", top: 5))
      arms.append(ArmKey.madeUp("token-top-n", checkpoint, "sum", threshold: .fixed(1), top: 5))
      arms += poolings.flatMap { pooling in
        [nil, ThresholdChoice.fixed(0), .fixed(1)].map {
          ArmKey.madeUp("random-dictionary", checkpoint, pooling, threshold: $0)
        }
      }
      arms.append(ArmKey.madeUp("permuted-labels", checkpoint, poolings[0]))
    }
    return arms
  }

  @Test func thresholdsThatAreFoundMeetThoseThatAreGiven() {
    let names = names(everything())
    for found in ["auto", "otsu"] {
      for given in ["0", "1"] {
        for pooling in ["max", "sum"] {
          #expect(names.contains("binarized s \(pooling) \(found) − binarized s \(pooling) >\(given)"))
        }
      }
    }
    #expect(names.count { $0.hasPrefix("binarized") && $0.contains("− binarized") } == 2 * 2 * 2 * 2)
  }

  @Test func allBitsMeetTheBestOfThem() {
    let names = names(everything())
    for best in ["top-n 5 s max >0", "top-n 20 s max >0", "top-n 20 l1 s max >0"] {
      #expect(names.contains("binarized s max >0 − \(best)"))
    }
    #expect(names.count { $0.hasPrefix("binarized") && $0.contains("− top-n") } == 2 * 3)
    // Values meet all values.
    #expect(names.contains("top-n 5 s max − continuous s max"))
  }

  @Test func theBestMeetAsManyAtRandom() {
    let names = names(everything())
    #expect(
      names.filter { $0.contains("− random-features") && $0.contains(" s ") } == [
        "top-n 5 s max − random-features 5 s max", "top-n 5 s max >0 − random-features 5 s max >0",
        "top-n 20 s max − random-features 20 s max", "top-n 20 s max >0 − random-features 20 s max >0",
        "top-n 20 l1 s max >0 − random-features 20 s max >0",
      ])
  }

  @Test func featuresMeetRandomDirectionsAndStatesTheirComponents() {
    let names = names(everything())
    for pooling in ["max", "sum"] {
      #expect(names.contains("continuous w \(pooling) − random-dictionary w \(pooling)"))
      for threshold in ["0", "1"] {
        let control = "random-dictionary w \(pooling) >\(threshold)"
        #expect(names.contains("binarized w \(pooling) >\(threshold) − \(control)"))
      }
      for threshold in ["auto", "otsu"] {
        #expect(names.contains("binarized w \(pooling) \(threshold) − random-dictionary w \(pooling)"))
      }
      for top in [5, 20] { #expect(names.contains("hidden layer 1 \(pooling) − pca \(top) layer 1 \(pooling)")) }
    }
    #expect(names.count { $0.contains("− random-dictionary") } == 2 * 2 * 5)
    #expect(names.count { $0.contains("− pca") } == 2 * 2)
  }

  /// Counts over tokens are sums, and meet what was summed; without that pooling, the first.
  @Test(arguments: [["max", "sum"], ["max", "mean"]]) func countsOfTokensMeetWhatWasSummed(_ poolings: [String]) {
    let pooling = poolings.contains("sum") ? "sum" : "max"
    let names = names(everything(poolings)).filter { $0.hasPrefix("token-top-n 5 s") && !$0.hasSuffix("majority") }
    #expect(
      Set(names) == [
        "token-top-n 5 s − tf-idf", "token-top-n 5 s >1 − tf-idf",
        "token-top-n 5 s − hidden layer 1 \(pooling)", "token-top-n 5 s >1 − hidden layer 1 \(pooling)",
        "token-top-n 5 s − continuous s \(pooling)", "token-top-n 5 s >1 − continuous s \(pooling)",
        "token-top-n 5 s − binarized s \(pooling) >0", "token-top-n 5 s >1 − binarized s \(pooling) >1",
      ])
    #expect(names.count == 8)
  }

  @Test func controlsAreMeasuredByAndNotMeasured() {
    let arms = everything()
    let all = ArmPairs(arms).all
    #expect(Set(all).count == all.count)
    for pair in all {
      #expect(arms[pair.a].representation.role != .baseline && !arms[pair.a].representation.permutesLabels)
      #expect(!arms[pair.b].representation.permutesLabels)
      if arms[pair.a].representation.role == .control {
        #expect(arms[pair.b].representation.role == .baseline)
      }
      if let one = arms[pair.a].checkpoint, let other = arms[pair.b].checkpoint { #expect(one == other) }
      // No pair stands twice, once each way round.
      #expect(!all.contains { $0 == ArmPair(pair.b, pair.a) })
    }
  }
}
