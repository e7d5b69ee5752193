import Files
import SparseAutoencoders

extension SparseAutoencoder {
  /// SHA-256 of everything that decides which features are active and how strongly: weights, biases, activation and
  /// transforms, whatever file and options they came from. The decoder has no part in it.
  public func encoderDigest() -> String {
    var digest = RunningDigest()
    digest.update("\(inputDimension) × \(featureCount), \(inputTransform)")
    digest.update("\(activation)")
    add(encoder, to: &digest)
    for list in [subtracted, encoderBias, preScale, postScale, gatedLinearUnit?.bias] {
      digest.update(list == nil ? "none" : "list")
      (list ?? []).withUnsafeBufferPointer { digest.update($0) }
    }
    if let unit = gatedLinearUnit { add(unit.encoder, to: &digest) }
    return digest.hex()
  }

  private func add(_ matrix: WeightMatrix, to digest: inout RunningDigest) {
    digest.update("\(matrix.inputs) × \(matrix.outputs), transposed: \(matrix.isTransposed)")
    withUnsafeBytes(of: matrix.inputs * matrix.outputs) { digest.update($0) }
    matrix.forEachBlock { digest.update(UnsafeRawBufferPointer($1)) }
  }
}
