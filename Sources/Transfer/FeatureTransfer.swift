import Findings
import Statistics

/// What single features say on both sides of a pair, with control of error over all features and classes.
///
/// * `shared` and `reversed`: the feature separates the class from the rest on both sides. The larger of the two p is a p of
///   "on one side or on none" (partial conjunction; Benjamini & Heller 2008, Biometrics 64:1215), whatever the sides share;
///   Benjamini–Hochberg over all feature × class that are tested on both. The direction is that of the AUROCs.
/// * `source-only` and `target-only`: it separates them on one side, and on the other less than half as well: |AUROC − ½| there
///   is below half of that here, in either direction. The largest p of the three tests is a p of "one of them does not hold"
///   (intersection–union); Benjamini–Hochberg over all that are tested on the side, for each side by itself. That a test finds
///   nothing on the other side is not enough: it may find nothing for want of examples.
///
/// What is both is `shared` or `reversed`. Rows of a cluster are not independent (`ColumnRanks`); where clusters are too few,
/// nothing is tested.
struct FeatureTransfer {
  /// Of |AUROC − ½| on the side where the class is separated.
  static let less = 0.5

  let train: FeatureSide
  let test: FeatureSide
  let falseDiscoveryRate: Double

  /// - Parameter classNames: of the reported classes.
  func table(_ names: (train: String, test: String, checkpoint: String), classNames: [String]) -> TransferTable {
    var table = TransferTable(train: names.train, test: names.test, checkpoint: names.checkpoint, classes: classNames)
    let (own, other) = (train.separations, test.separations)
    (table.densityTrain, table.densityTest) = (train.density, test.density)
    (table.strengthTrain, table.strengthTest) = (train.strength, test.strength)
    (table.pTrain, table.pTest) = (own.map(\.p), other.map(\.p))
    table.aurocTrain = own.map { $0.p.isNaN ? .nan : $0.auroc }
    table.aurocTest = other.map { $0.p.isNaN ? .nan : $0.auroc }
    table.qTrain = FalseDiscovery.benjaminiHochberg(table.pTrain)
    table.qTest = FalseDiscovery.benjaminiHochberg(table.pTest)
    table.pMax = zip(table.pTrain, table.pTest).map { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
    table.qMax = FalseDiscovery.benjaminiHochberg(table.pMax)
    table.qSourceOnly = onlyHere(own, other, (train.degreesOfFreedom, test.degreesOfFreedom))
    table.qTargetOnly = onlyHere(other, own, (test.degreesOfFreedom, train.degreesOfFreedom))
    table.kind = own.indices.map { index in
      if table.qMax[index] <= falseDiscoveryRate {
        let product = (own[index].auroc - 0.5) * (other[index].auroc - 0.5)
        if product != 0 { return product > 0 ? .shared : .reversed }
      }
      let (source, target) = (table.qSourceOnly[index], table.qTargetOnly[index])
      if source <= falseDiscoveryRate { return .sourceOnly }
      return target <= falseDiscoveryRate ? .targetOnly : .none
    }
    return table
  }

  /// q that it separates here, and there less than half as well. Where it does not separate here p is taken to be 1.
  private func onlyHere(
    _ here: [RankSeparation], _ there: [RankSeparation], _ degrees: (Double, Double)
  ) -> [Double] {
    let p = zip(here, there).map { own, other -> Double in
      guard !own.p.isNaN, !other.variance.isNaN else { return .nan }
      guard own.p <= falseDiscoveryRate else { return 1 }
      return max(own.p, own.lessIn(other, share: Self.less, degrees: (degrees.0, degrees.1)))
    }
    return FalseDiscovery.benjaminiHochberg(p)
  }
}
