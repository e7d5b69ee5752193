import Classifiers
import Findings

/// The decisions of a transferred probe, example by example: where the sides share something those of a probe for every fold
/// that was trained without what it shares.
struct DecidedRows {
  let arm: TransferArm
  let train: TransferSide
  let test: TransferSide
  let overlap: Overlap
  let options: TransferOptions

  func decisions(_ own: Workbench) throws -> TransferDecisions? {
    let count = test.classCount
    var result = TransferDecisions(
      arm: arm.key, predicted: [Int32](repeating: -1, count: test.labels.count),
      probabilities: [Double](repeating: .nan, count: test.labels.count * count))
    func add(_ fit: LogisticFit, _ space: TransferArm.Space, _ rows: [Int]) throws {
      let found = fit.applied(to: try space(test.place).selectingRows(rows)).probabilities(classCount: count)
      for (place, row) in rows.enumerated() {
        let own = found[place * count..<(place + 1) * count]
        // Of equal probabilities the first class.
        result.predicted[row] = Int32(
          (0..<count).max { (own[own.startIndex + $0], $1) < (own[own.startIndex + $1], $0) } ?? 0)
        for c in 0..<count { result.probabilities[row * count + c] = own[own.startIndex + c] }
      }
    }
    if overlap.isEmpty {
      guard let whole = own.whole, let fit = whole.fit(0, nil) else { return nil }
      try add(fit, whole.space(0, nil), test.rows)
      return result
    }
    let rows = PairRows(train, test, overlap, options)
    let usable = rows.usable
    guard !usable.isEmpty else { return nil }
    let lesson = try ArmTeacher(arm, train, options).lesson(
      rows.whole, c: usable.map { _ in options.c[own.c] }, thirds: nil)
    for (place, fold) in usable.enumerated() {
      let base = lesson.fits.count == 1 ? 0 : place
      guard let fit = lesson.fit(base, nil) else { continue }
      try add(fit, lesson.space(base, nil), test.folds[fold])
    }
    return result
  }
}
