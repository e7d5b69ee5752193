import Analysis
import BiasAudit
import Features
import Findings
import Probing
import Transfer

/// What the configuration says, in the terms of each study.
extension AtlasConfiguration {
  func analysisOptions(threads: Int, encoder: EncoderChoice) -> AnalysisOptions {
    var options = AnalysisOptions(
      poolings: pooling, examplesPerFeature: site.examplesPerFeature,
      profiledExamples: profiles.examples, probes: probeOptions(threads: threads),
      bias: biasOptions(threads: threads), ablates: bias.ablation,
      ablatesIntersections: bias.ablation && bias.intersectionAblation, transfer: transferOptions(threads: threads),
      encoder: encoder, threads: threads)
    options.decision = decision
    return options
  }

  func probeOptions(threads: Int) -> ProbeOptions {
    var options = ProbeOptions()
    options.representations = probes.representations
    options.thresholds = probes.thresholds
    options.criteria = probes.criteria
    options.top = probes.top
    options.c = probes.c
    options.examples = probes.examples
    options.folds = probes.folds
    options.repeats = probes.repeats
    options.trainingRates = probes.trainingRates
    options.nonInferiorityMargin = probes.nonInferiorityMargin
    options.minimumCell = bias.minimumCell
    options.disclosure = disclosure
    options.seed = seed
    options.threads = threads
    return options
  }

  /// Who may read the figures on groups.
  var disclosure: Disclosure { Disclosure(rawValue: bias.disclosure) ?? .internal }

  func biasOptions(threads: Int) -> BiasOptions {
    var options = BiasOptions(
      reference: bias.reference, margin: bias.margin, falseDiscoveryRate: bias.falseDiscoveryRate,
      minimumCell: bias.minimumCell, seed: seed, threads: threads, disclosure: disclosure,
      listedExamples: site.examplesPerFeature)
    options.dataDates = bias.dataDates
    return options
  }

  func transferOptions(threads: Int) -> TransferOptions {
    var options = TransferOptions(
      c: probes.c, folds: probes.folds, representations: probes.representations, top: probes.top,
      thresholds: probes.thresholds.compactMap { choice in
        if case .fixed(let value) = choice { value } else { nil }
      },
      // A threshold chosen with labels is of no use where the target has none: Otsu's stands in for it.
      hasOwnThresholds: probes.thresholds.contains { $0 == .automatic || $0 == .otsu },
      falseDiscoveryRate: bias.falseDiscoveryRate, seed: seed, threads: threads)
    options.margin = probes.nonInferiorityMargin
    return options
  }
}
