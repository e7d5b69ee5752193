import Findings
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Whether features rank the classes alike on both sides: Spearman's correlation of their AUROCs over features and classes, and
/// what is left of it where the densities of both sides are held fixed.
///
/// The features are those of the checkpoint, all there are; examples are the sample. So the interval holds for other examples
/// of as many: everything is ranked again without a third of the examples of one side, twelve times, whole clusters at a time
/// (`LeftOutThirds`), and so for the other side; Student's t on the scale of Fisher's z. Noise of the AUROCs lowers the
/// correlation: it is that of figures of so many examples, not of what they estimate.
struct FeatureAgreement {
  /// nil where fewer than three features are tested on both sides, or their AUROCs do not vary.
  private(set) var correlation: Interval?
  /// Given the density of each side.
  private(set) var partial: Interval?

  /// - Parameters:
  ///   - isUsed: [feature · classes + class].
  ///   - linked: replicates of both that leave out the same examples, where the sides share some.
  init(_ train: FeatureSide, _ test: FeatureSide, isUsed: [Bool], linked: (RankReplicates, RankReplicates)? = nil) {
    var place = [Int32](repeating: -1, count: isUsed.count)
    var used: [Int] = []
    for index in isUsed.indices where isUsed[index] {
      place[index] = Int32(used.count)
      used.append(index)
    }
    guard used.count >= 3 else { return }
    let classes = train.classes.count
    func ranks(_ value: (Int) -> Double) -> RankVectors { RankVectors(Midranks(used.map(value)).ranks) }
    /// AUROCs and densities of a side.
    typealias Ranks = (auroc: RankVectors, density: RankVectors)
    func whole(_ side: FeatureSide) -> Ranks {
      (ranks { side.separations[$0].auroc }, ranks { side.density[$0 / classes] })
    }
    func without(_ replicates: RankReplicates, _ replicate: Int) -> Ranks? {
      guard let auroc = replicates.aurocs.ranks(replicate, place: place, count: used.count),
        let density = replicates.densities.ranks(replicate, place: place, count: used.count, rows: classes)
      else { return nil }
      return (auroc, density)
    }
    func figures(_ a: Ranks?, _ b: Ranks?) -> [Double] {
      guard let a, let b else { return [.nan, .nan] }
      let xy = a.auroc.correlation(b.auroc)
      let partial = RankVectors.partial(
        xy: xy, xu: a.auroc.correlation(a.density), xv: a.auroc.correlation(b.density),
        yu: b.auroc.correlation(a.density), yv: b.auroc.correlation(b.density), uv: a.density.correlation(b.density))
      return [Self.z(xy), Self.z(partial)]
    }
    let (x, y) = (whole(train), whole(test))
    let value = figures(x, y)
    let replicates = 0..<LeftOutThirds.replicates
    let samples: [(values: [[Double]], parts: Int)]
    if let (own, other) = linked {
      samples = [
        (replicates.map { figures(without(own, $0), without(other, $0)) }, min(own.partCount, other.partCount))
      ]
    } else {
      samples = [
        (replicates.map { figures(without(train.replicates, $0), y) }, train.replicates.partCount),
        (replicates.map { figures(x, without(test.replicates, $0)) }, test.replicates.partCount),
      ]
    }
    (correlation, partial) = (Self.interval(0, value, samples), Self.interval(1, value, samples))
  }

  /// Fisher's z; ±1 is as near as a double tells.
  private static func z(_ correlation: Double) -> Double { atanh(max(-1 + 1e-12, min(1 - 1e-12, correlation))) }

  private static func interval(_ place: Int, _ value: [Double], _ samples: [(values: [[Double]], parts: Int)])
    -> Interval?
  {
    guard value[place].isFinite else { return nil }
    let alone = Interval(value: tanh(value[place]), low: nil, high: nil)
    var parts: [(covariance: [[Double]], degrees: Double)] = []
    let none = [[[Double]]](repeating: [[0]], count: LeftOutThirds.replicates)
    for sample in samples {
      guard sample.parts >= 6,
        let covariance = LeftOutThirds.covariance(sample.values.map { [$0[place]] }, noise: none)
      else { return alone }
      parts.append((covariance, Double(min(sample.parts, LeftOutThirds.parts) - 1)))
    }
    let spread = VarianceParts(parts).variance([1])
    let half = TransferIntervals.t(spread.degrees) * spread.value.squareRoot()
    return Interval(value: tanh(value[place]), low: tanh(value[place] - half), high: tanh(value[place] + half))
  }
}
