/// How products of states and encoder are computed. The features are the same bytes for every choice.
public enum EncoderChoice: String, Sendable, CaseIterable {
  /// Every product in single precision.
  case dense
  /// An 8-bit product with an error bound rules out what must be silent; the rest is computed in single precision.
  case screened
  /// Whichever was faster on the first rows.
  case auto
}
