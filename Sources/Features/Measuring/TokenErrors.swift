import Findings
import Parallel

/// How far each token of a sample lies from the middle of all, and how far its reconstruction from it.
struct TokenErrors {
  private let sample: StateSample
  /// [row]: ‖x − x̂‖²; nil without a decoder.
  private var residuals: [Double]?
  /// [row]: ‖x − c‖², c the median of every dimension, which a few tokens far away do not move.
  private let distances: [Double]

  init(_ sample: StateSample, residuals: [Double]?, threads: Int) throws {
    self.sample = sample
    self.residuals = residuals
    let centre = try TokenErrors.centre(sample, threads: threads)
    let d = sample.dimension
    distances = (0..<sample.count).map { row in
      var sum = 0.0
      for column in 0..<d {
        let difference = Double(sample.states[row * d + column]) - Double(centre[column])
        sum += difference * difference
      }
      return sum
    }
  }

  /// The same tokens, reconstructed in another way.
  func with(residuals: [Double]?) -> TokenErrors {
    var other = self
    other.residuals = residuals
    return other
  }

  private static func centre(_ sample: StateSample, threads: Int) throws -> [Float] {
    let (d, rows, chunk) = (sample.dimension, sample.count, 32)
    return try parallelMap((d + chunk - 1) / chunk, threads: threads) { index in
      (index * chunk..<min((index + 1) * chunk, d)).map { column in
        let values = (0..<rows).map { sample.states[$0 * d + column] }.sorted()
        return rows == 0 ? 0 : values[rows / 2]
      }
    }.flatMap { $0 }
  }

  /// Σ‖x − x̂‖² / Σ‖x − x̄‖² over the rows that are meant, x̄ their mean; nil where that says nothing.
  func unexplained(_ isMeant: (Int) -> Bool = { _ in true }) -> Double? {
    guard let residuals else { return nil }
    let rows = (0..<sample.count).filter(isMeant)
    guard rows.count > 1 else { return nil }
    let d = sample.dimension
    var means = [Double](repeating: 0, count: d)
    var all = 0.0
    for row in rows {
      let weight = sample.weights[row]
      all += weight
      for column in 0..<d { means[column] += weight * Double(sample.states[row * d + column]) }
    }
    for column in 0..<d { means[column] /= all }
    var (residual, total) = (0.0, 0.0)
    for row in rows {
      var squares = 0.0
      for column in 0..<d {
        let difference = Double(sample.states[row * d + column]) - means[column]
        squares += difference * difference
      }
      residual += sample.weights[row] * residuals[row]
      total += sample.weights[row] * squares
    }
    return total > 0 ? residual / total : nil
  }

  /// Median of ‖x − x̂‖² / ‖x − c‖²; a token in the very middle has nothing to explain.
  var medianUnexplained: Double? {
    guard let residuals else { return nil }
    let rows = (0..<sample.count).filter { distances[$0] > 0 }
    return median(rows.map { residuals[$0] / distances[$0] }, weights: rows.map { sample.weights[$0] })
  }

  /// The tokens that lie more than five times as far from the middle as half of all tokens do.
  var far: [Bool] {
    let usual = median(distances) ?? 0
    return distances.map { usual > 0 && $0 > 25 * usual }
  }

  /// FVU of the tokens that `FarTokens.fvuWithout` is about: all but those of a position, or those that are not far.
  func unexplainedWithoutFar(_ position: String?) -> Double? {
    if let position { return unexplained { sample.places[$0].rawValue != position } }
    let isFar = far
    return unexplained { !isFar[$0] }
  }

  /// Fills in what says how the variance and the FVU are shared among the tokens.
  ///
  /// - Parameter text: of a token, by its position among all.
  func describe(_ finding: inout ReconstructionFinding, text: (Int) -> String?) {
    guard sample.count > 1, distances.contains(where: { $0 > 0 }) else { return }
    finding.medianUnexplained = medianUnexplained
    if sample.hasPlaces {
      finding.positions = TokenPlace.allCases.compactMap(position)
      finding.fvuWithoutFirst = unexplained { sample.places[$0] != .first }
    }
    finding.topShare = topShare
    finding.far = farTokens(text)
  }

  private func position(_ place: TokenPlace) -> PositionFit? {
    let rows = (0..<sample.count).filter { sample.places[$0] == place }
    guard !rows.isEmpty else { return nil }
    let own = sum(distances, rows)
    return PositionFit(
      position: place.rawValue, tokens: rows.count, varianceShare: own / sum(distances, Array(0..<sample.count)),
      unexplained: residuals.flatMap { own > 0 ? sum($0, rows) / own : nil })
  }

  /// Share of Σ‖x − c‖² that the hundredth of the tokens holds that lies farthest away.
  private var topShare: Double {
    let order = (0..<sample.count).sorted { (distances[$1], $0) < (distances[$0], $1) }
    var left = sample.weights.reduce(0, +) / 100
    var held = 0.0
    for row in order where left > 0 {
      held += min(left, sample.weights[row]) * distances[row]
      left -= sample.weights[row]
    }
    return held / sum(distances, order)
  }

  private func farTokens(_ text: (Int) -> String?) -> FarTokens? {
    let isFar = far
    let rows = isFar.indices.filter { isFar[$0] }
    guard !rows.isEmpty else { return nil }
    let weight = rows.reduce(0) { $0 + sample.weights[$1] }
    func share(_ place: TokenPlace) -> Double {
      rows.reduce(0) { $0 + (sample.places[$1] == place ? sample.weights[$1] : 0) } / weight
    }
    let position = sample.hasPlaces ? [TokenPlace.first, .last].first { share($0) >= 0.9 } : nil
    var fit = FarTokens(
      tokenShare: weight / sample.weights.reduce(0, +),
      varianceShare: sum(distances, rows) / sum(distances, Array(0..<sample.count)),
      position: position?.rawValue)
    fit.fvuWithout = unexplainedWithoutFar(position?.rawValue)
    fit.texts = texts(rows, of: weight, text)
    return fit
  }

  /// Texts that nearly all of the tokens have, three at most; none where they have many.
  private func texts(_ rows: [Int], of weight: Double, _ text: (Int) -> String?) -> [String] {
    var weights: [String: Double] = [:]
    for row in rows {
      guard let text = text(sample.positions[row]) else { return [] }
      weights[text, default: 0] += sample.weights[row]
    }
    let common = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
    var (kept, held) = ([String](), 0.0)
    for (text, own) in common where held < 0.9 * weight {
      kept.append(text)
      held += own
    }
    return held >= 0.9 * weight ? kept : []
  }

  private func sum(_ values: [Double], _ rows: [Int]) -> Double {
    rows.reduce(0) { $0 + sample.weights[$1] * values[$1] }
  }

  private func median(_ values: [Double]) -> Double? { median(values, weights: sample.weights) }

  /// The least value up to which half of the weight lies; nil of nothing.
  private func median(_ values: [Double], weights: [Double]) -> Double? {
    let half = weights.reduce(0, +) / 2
    var below = 0.0
    for index in values.indices.sorted(by: { (values[$0], $0) < (values[$1], $1) }) {
      below += weights[index]
      if below >= half { return values[index] }
    }
    return nil
  }
}
