import Findings

/// What went in.
public enum DataClaims {
  public static func all(_ dataset: DatasetFinding) -> [Claim] {
    let sheet = FactSheet(Fact.ofDataset(dataset))
    let name = Subject("dataset", dataset.id)
    func claim(_ kind: ClaimKind, _ verdict: Verdict = .stated, _ subjects: [Subject] = [], _ unit: FigureUnit) -> Claim
    {
      sheet.claim(kind, [dataset.id], verdict, about: "dataset", subjects: [name] + subjects, unit: unit)
    }
    var claims = [claim(.dataSize, .stated, [Subject("modality", "modality", code: dataset.modality)], .examples)]
    if dataset.unlabelled > 0 { claims.append(claim(.dataUnlabelled, .stated, [], .examples)) }
    if let column = dataset.clusterColumn, dataset.clusterCount != nil {
      let subject = Subject("column", column)
      claims.append(claim(.dataClusters, .stated, [subject], .clusters))
      claims.append(claim(.dataIndependence, .stated, [subject], .clusters))
    }
    if let positive = dataset.positiveClass {
      claims.append(claim(.dataPositive, .stated, [Subject("positive", positive)], .examples))
    }
    if let leftOut = dataset.leftOut {
      claims.append(claim(.dataLeftOut, .stated, [Subject("rule", names: leftOut.rule)], .tokens))
    }
    if let order = dataset.rowOrder { claims.append(claim(.dataRowOrder, verdict(order), [], .examples)) }
    return claims
  }

  private static func verdict(_ order: RowOrderFinding) -> Verdict {
    switch order.evidence {
    case .sameSource: .sameSource
    case .ids: order.moved > 0 ? .byIDMoved : .byID
    case .tokens: .byTokens
    case .none: .notChecked
    case .noTexts: .noTexts
    case .unlikeTexts: .unlikeTexts
    }
  }
}

/// The size of the whole report.
public enum ReportClaims {
  public static func all(_ findings: AtlasFindings) -> [Claim] {
    examples(findings) + features(findings) + pages(findings) + groups(findings)
  }

  public static func examples(_ findings: AtlasFindings) -> [Claim] { [claim(.reportExamples, findings)] }
  public static func features(_ findings: AtlasFindings) -> [Claim] { [claim(.reportFeatures, findings)] }
  public static func pages(_ findings: AtlasFindings) -> [Claim] { [claim(.reportPages, findings)] }

  /// How many tests found that a feature follows a group; nothing where nothing was tested.
  public static func groups(_ findings: AtlasFindings) -> [Claim] {
    findings.datasets.contains { !$0.bias.isEmpty } ? [claim(.reportGroups, findings)] : []
  }

  private static func claim(_ kind: ClaimKind, _ findings: AtlasFindings) -> Claim {
    FactSheet(Fact.ofReport(findings)).claim(kind, [], about: "report")
  }
}
