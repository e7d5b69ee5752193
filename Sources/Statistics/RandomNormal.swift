import Glibc

extension SeededGenerator {
  /// A draw from the standard normal distribution (Marsaglia's polar method; the second number of a pair is discarded
  /// so that the generator carries no hidden state).
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }
}
