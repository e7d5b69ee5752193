import Classifiers
import Features
import Files
import Findings
import LinearAlgebra

/// Probes on the features that separate a class from the rest on both sides of a pair, in the same direction: to be used by
/// `score` on data of either kind, or of a third.
///
/// They are fitted to the labelled examples of both sides together, every example counting once. C is the candidate at which
/// the fit to either side alone has the least log loss on the other, mean over the two; of equals the smallest. That the
/// features were chosen on these examples is why no score is given: it would be too good.
struct SharedLibrary {
  let train: TransferSide
  let test: TransferSide
  let own: PooledFeatures
  let other: PooledFeatures
  let table: TransferTable
  /// Common classes of the pair.
  let classNames: [String]
  let options: TransferOptions

  /// Bits above 0, then values as they are; nil where nothing is shared.
  func libraries() throws -> FeatureLibraries? {
    let count = max(1, table.classes.count)
    let shared = Set(table.kind.indices.filter { table.kind[$0] == .shared }.map { $0 / count }).sorted()
    guard !shared.isEmpty else { return nil }
    let libraries = try [true, false].compactMap { try library(shared, isBinarized: $0) }
    return libraries.isEmpty ? nil : FeatureLibraries(libraries)
  }

  private func library(_ shared: [Int], isBinarized: Bool) throws -> FeatureLibrary? {
    let columns = shared.map { Int32($0) }
    var matrix = own.matrix.selectingColumns(columns).selectingRows(train.rows)
    let second = other.matrix.selectingColumns(columns).selectingRows(test.rows)
    let start = matrix.entryCount
    matrix.indices += second.indices
    matrix.values += second.values
    matrix.offsets += second.offsets.dropFirst().map { $0 + start }
    let labels = train.rows.map { train.labels[$0] } + test.rows.map { test.labels[$0] }
    let model = LogisticRegression(
      isBinarized ? .bits(matrix, above: 0) : .sparse(matrix), labels: labels)
    let sides = [Array(0..<train.rows.count), Array(train.rows.count..<labels.count)]
    let sets = [(0, 1), (1, 0)].map { TrainingSet(rows: sides[$0.0], scored: sides[$0.1]) }
    let path = try model.fit(sets, candidates: options.c, threads: 1)
    let classCount = classNames.count
    let losses = options.c.indices.map { place in
      zip(path.sets, sets).reduce(0.0) { sum, item in
        sum
          + LogLossOf.mean(
            item.0[place].probabilities(classCount: classCount), item.1.scored.map { labels[$0] }, classCount)
      }
    }
    let best = losses.indices.min { (losses[$0], $0) < (losses[$1], $1) } ?? 0
    let fit = model.weighing(path.whole[best])
    guard fit.classes == Array(0..<classCount), !fit.weights.isEmpty else { return nil }
    let isPair = classCount == 2
    let sign: Double = isPair && train.positive == 0 ? -1 : 1
    var library = FeatureLibrary(
      dataset: train.dataset.id,
      arm: "shared \(isBinarized ? "binarized" : "continuous") \(own.checkpoint) \(own.pooling.rawValue)"
        + (isBinarized ? " >0" : ""),
      checkpoint: own.checkpoint, layer: own.layer, pooling: own.pooling.rawValue, threshold: isBinarized ? 0 : nil,
      width: own.matrix.columnCount, classes: classNames, positiveClass: isPair ? classNames[train.positive] : nil,
      intercepts: fit.intercepts.map { sign * $0 }, c: options.c[best],
      features: shared.enumerated().map { place, feature in
        var member = FeatureLibrary.Member(
          feature: Int32(feature), weights: fit.weights.map { sign * $0[place] }, selected: 1)
        member.evidence = evidence(feature)
        return member
      }, exampleCount: labels.count)
    library.otherDataset = test.dataset.id
    return library
  }

  /// Of every class that the feature is shared for.
  private func evidence(_ feature: Int) -> [FeatureLibrary.Evidence] {
    table.classes.indices.compactMap { place in
      let row = feature * table.classes.count + place
      guard table.kind[row] == .shared else { return nil }
      return FeatureLibrary.Evidence(
        className: table.classes[place], auroc: [table.aurocTrain[row], table.aurocTest[row]],
        p: [table.pTrain[row], table.pTest[row]],
        density: [table.densityTrain[feature], table.densityTest[feature]],
        strength: [table.strengthTrain[feature], table.strengthTest[feature]], q: table.qMax[row])
    }
  }
}
