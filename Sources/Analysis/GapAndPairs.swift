import BiasAudit
import Findings
import Probing

/// What an audit of one attribute gives beside the tables of features.
struct AuditExtras {
  /// nil without a column of pairs.
  var pairs: PairTable?
  /// Empty where there is no linear probe of two classes.
  var attributions: [AttributionTable] = []
  /// Of every arm; the study keeps those of the leading one.
  var gaps: [GapRow] = []
  /// Empty where no probe is taken apart.
  var remedy = RemedyExport()
}

extension DatasetStudy {
  /// Adds twins and shares of the gap to an audit.
  func extend(
    _ study: inout BiasStudy, by attributes: [String], tables: [GroupTable], predictions: [ProbePredictions],
    _ probes: ProbeLaboratory.Result?
  ) throws -> AuditExtras {
    var extras = AuditExtras()
    extras.gaps = study.gaps ?? []
    study.gaps = extras.gaps.filter { $0.arm == study.lead }
    let headline = probes.map { probes in
      ([probes.study.headline.lead].compactMap { $0 } + probes.study.headline.arms).map { probes.study.arms[$0].key }
    }
    var places: [Int] = []
    for key in headline ?? [] {
      if let place = study.arms.firstIndex(of: key), !places.contains(place) { places.append(place) }
    }
    if let pairs = try PairAudit.study(
      encoded, study: study, tables: tables, predictions: predictions, headline: places,
      assignments: probes?.study.design.assignments ?? [], options: options.bias)
    {
      study.pairs = pairs.study
      extras.pairs = PairTable(study: study, rows: pairs.rows)
    }
    // The leading arm first, as on the pages.
    let linear = (probes?.linear ?? []).sorted { a, b in
      func rank(_ arm: ArmKey) -> Int { headline?.firstIndex(of: arm) ?? .max }
      return rank(a.arm) < rank(b.arm)
    }
    extras.attributions = try GapAttributionStudy.tables(
      linear, attributes: attributes, reference: study.reference, examples: encoded.examples, options: options.bias)
    if !extras.attributions.isEmpty { study.attributions = extras.attributions.map(\.gap) }
    return extras
  }
}
