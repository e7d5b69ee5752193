import BiasAudit
import Features
import Findings
import Probing
import Transfer

/// What is measured and studied of every dataset.
struct AnalysisOptions {
  /// The first is the one that tables of features are about.
  var poolings: [Pooling]
  /// Strongest examples that are kept of each feature.
  var examplesPerFeature: Int
  /// No representations: no probes.
  var probes: ProbeOptions
  var bias: BiasOptions
  /// Whether the probe is fitted again without the features that stand for a group.
  var ablates: Bool
  var transfer: TransferOptions
  /// Changes the time it takes, not what is measured.
  var encoder = EncoderChoice.auto
  /// Changes the time it takes, not what is measured.
  var threads: Int

  func isProbed(_ kind: RepresentationKind) -> Bool { probes.representations.contains(kind.name) }

  /// Of a checkpoint's own features.
  var measurement: MeasurementOptions {
    MeasurementOptions(
      poolings: poolings, examplesPerFeature: examplesPerFeature, threads: threads,
      tokenTop: isProbed(Representation.tokenTopN.kind) ? probes.top : [], encoder: encoder)
  }

  /// Of random directions, of which only the pooled values are used.
  var controlMeasurement: MeasurementOptions {
    MeasurementOptions(poolings: poolings, examplesPerFeature: 0, threads: threads, encoder: encoder)
  }
}
