import LinearAlgebra
import Statistics

extension PairTransfer {
  /// What is compared: score, matched score, ceiling, floor.
  typealias Figures = [Scored]

  /// Examples to train on, and what the figures are without some of them.
  struct Sample {
    /// Of each replicate; nil where it lacks a class.
    var replicates: [Figures?]
    /// Figures that differ between replicates.
    var varying: [Int]
    var parts: Int
    /// Parts of the test rows where they are in the sample.
    var tested: Thirds?
  }

  struct Measured {
    var figures: Figures
    /// Independent of each other.
    var samples: [Sample]
    /// Of the floor, from the number of permutations.
    var floorVariance: [Double]
    var trainCount: Double
    var matchedCount: Double
    var ceilingCount: Double?
  }

  /// Variances of the figures by one metric: what other test examples would change, with the fits as they are, and what other
  /// examples to train on would, beyond what these test examples make of that.
  struct Spread {
    private struct Part {
      /// [replicate][figure]; NaN where there is none.
      var values: [[Double]]
      /// [replicate][figure][figure]: what the test examples make of the replicate's deviation from its line.
      var noise: [[[Double]]]
      /// [figure][figure].
      var mutual: [[Double]]?
      var degrees: Double
    }

    private let tested: (covariance: [[Double]], degrees: Double)
    private let parts: [Part]
    private let floorVariance: Double

    /// - Returns: nil where there are too few examples or clusters.
    init?(_ metric: Int, _ measured: Measured, _ test: TransferSide) {
      let count = measured.figures.count
      let units = measured.figures[0].influence[metric].count
      guard units >= 4, measured.samples.allSatisfy({ $0.parts >= 6 }) else { return nil }
      let own = measured.figures.map { $0.influence[metric] }
      tested = (Self.products(own, Array(own.indices)), Double(units - 1))
      parts = measured.samples.map { sample in
        var part = Part(
          values: sample.replicates.map { figures in
            figures.map { $0.map { $0.values[metric] } } ?? [Double](repeating: .nan, count: count)
          }, noise: [], mutual: nil, degrees: Double(min(sample.parts, LeftOutThirds.parts) - 1))
        let unitParts = sample.tested.map { FoldMetrics(side: test).parts($0) }
        var sums: [[[Double]]]? = sample.parts == LeftOutThirds.parts && unitParts != nil ? [] : nil
        for line in stride(from: 0, to: sample.replicates.count, by: 3) {
          let replicates = sample.replicates[line..<min(line + 3, sample.replicates.count)].compactMap { $0 }
          // Without one of its three a line counts for nothing.
          guard replicates.count == 3 else {
            part.noise += [[[Double]]](repeating: Self.zero(count), count: 3)
            sums = nil
            continue
          }
          var deviations = [[[Double]]](repeating: [[Double]](repeating: [], count: count), count: 3)
          for figure in sample.varying {
            let found = Self.deviations(replicates.map { $0[figure].influence[metric] })
            for place in 0..<3 { deviations[place][figure] = found[place] }
          }
          part.noise += deviations.map { Self.products($0, sample.varying) }
          if let unitParts { sums? += deviations.map { own in own.map { FoldMetrics.sums($0, unitParts) } } }
        }
        part.mutual = sums.map(LeftOutThirds.mutualPairs)
        return part
      }
      floorVariance = measured.floorVariance[metric]
    }

    /// Of some of the figures.
    func variances(_ places: [Int]) -> VarianceParts? {
      func chosen(_ matrix: [[Double]]) -> [[Double]] { places.map { a in places.map { matrix[a][$0] } } }
      var result = [(chosen(tested.covariance), tested.degrees)]
      for part in parts {
        guard
          var covariance = LeftOutThirds.covariance(
            part.values.map { own in places.map { own[$0] } }, noise: part.noise.map(chosen))
        else { return nil }
        if let mutual = part.mutual.map(chosen) {
          for a in places.indices { for b in places.indices { covariance[a][b] += mutual[a][b] } }
        }
        result.append((covariance, part.degrees))
      }
      if let floor = places.firstIndex(of: 3), floorVariance > 0 {
        var known = Self.zero(places.count)
        known[floor][floor] = floorVariance
        result.append((known, .infinity))
      }
      return VarianceParts(result.map { (covariance: $0.0, degrees: $0.1) })
    }

    private static func zero(_ count: Int) -> [[Double]] {
      [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    }

    /// Of the three of a line from their mean.
    private static func deviations(_ line: [[Double]]) -> [[Double]] {
      let (first, second, third) = (line[0], line[1], line[2])
      let means = first.indices.map { (first[$0] + second[$0] + third[$0]) / 3 }
      return line.map { own in own.indices.map { own[$0] - means[$0] } }
    }

    /// Sums of products of influences; 0 but for these figures.
    private static func products(_ influence: [[Double]], _ figures: [Int]) -> [[Double]] {
      var result = zero(influence.count)
      for a in figures {
        for b in figures where b <= a {
          let product = dot(influence[a], influence[b], count: influence[a].count)
          (result[a][b], result[b][a]) = (product, product)
        }
      }
      return result
    }
  }
}
