import SparseAutoencoders
import Testing

@testable import Features

@Suite struct RandomDictionaryTests {
  @Test(arguments: [false, true]) func normsStayAndDirectionsAreNew(transposed: Bool) {
    let autoencoder = randomAutoencoder(activation: .relu, transposed: transposed)
    let control = autoencoder.withRandomDirections(seed: 5)
    let again = autoencoder.withRandomDirections(seed: 5)
    for j in 0..<40 {
      let old = (0..<12).map { Double(autoencoder.encoder.value(input: $0, output: j)) }
      let new = (0..<12).map { Double(control.encoder.value(input: $0, output: j)) }
      let product = zip(old, new).reduce(0) { $0 + $1.0 * $1.1 }
      let squares = old.reduce(0) { $0 + $1 * $1 }
      #expect(abs(new.reduce(0) { $0 + $1 * $1 } - squares) < 1e-5 * squares)
      #expect(abs(product) < 0.95 * squares)
      #expect(new.map { Float($0) } == (0..<12).map { again.encoder.value(input: $0, output: j) })
    }
    #expect(control.encoderBias == autoencoder.encoderBias)
  }
}
