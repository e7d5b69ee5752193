/// One way in which people store hidden states or encoded features: a row of one table.
struct StateLayout: Sendable {
  /// What users call it.
  var name: String
  /// Whether a file or folder is laid out so; looks at names and shapes only.
  var detect: @Sendable (StateInput) -> Bool
  var open: @Sendable (StateInput, StateOptions) throws -> OpenedActivations

  /// Special layouts first: the plain arrays take every tensor file that nothing else claims.
  static let all: [StateLayout] = [
    CompressedRows.layout,
    DelphiCache.layout,
    MosaicSamples.layout,
    MosaicFeatures.layout,
    SaevShards.layout,
    SAELensCache.layout,
    TorchSparse.layout,
    SAEBench.layout,
    SAEProbes.layout,
    ArrayPerExample.layout,
    PlainArrays.layout,
    NumberedParts.layout,
  ]
}
