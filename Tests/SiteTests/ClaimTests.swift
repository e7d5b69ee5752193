import Claims
import Findings
import Testing

@testable import Site

/// Sentences claim no more than the interval or q beside them shows.
@Suite struct ClaimTests {
  /// The synthetic atlas with some tables changed.
  private struct ChangedTables: FindingsTables {
    let base = SyntheticFindings.tables()
    var features: @Sendable (inout FeatureTable) -> Void = { _ in }
    var groups: @Sendable (inout GroupTable) -> Void = { _ in }

    func examples(_ dataset: String) throws -> ExampleList { try base.examples(dataset) }
    func features(_ dataset: String, _ checkpoint: String) throws -> FeatureTable {
      var table = try base.features(dataset, checkpoint)
      features(&table)
      return table
    }
    func profiles(_ dataset: String, _ checkpoint: String) throws -> FeatureProfiles {
      try base.profiles(dataset, checkpoint)
    }
    func groups(_ dataset: String, _ checkpoint: String, _ attribute: String) throws -> GroupTable {
      var table = try base.groups(dataset, checkpoint, attribute)
      groups(&table)
      return table
    }
    func transfer(_ train: String, _ test: String, _ checkpoint: String) throws -> TransferTable {
      try base.transfer(train, test, checkpoint)
    }
  }

  private func render(
    _ tables: ChangedTables, _ change: (inout AtlasFindings) -> Void = { _ in }
  ) throws -> MemorySink {
    let sink = MemorySink()
    var findings = SyntheticFindings.atlas(hostile: false)
    change(&findings)
    try RenderedSite.render(findings, tables: tables, into: sink)
    return sink
  }

  /// Of a difference of decisions one part is called the larger only where the interval of their difference leaves out zero.
  @Test func whichPartIsLargerTakesAnInterval() throws {
    func claim(_ low: Double?, _ high: Double?, difference: Double = 0.02) throws -> Claim {
      let dataset = SyntheticFindings.atlas(hostile: false).datasets[0]
      var study = try #require(dataset.bias.first { $0.attribute == "gender" })
      var row = BriefTests.gap(try #require(study.lead), .selectionRate, low: difference, high: 0.3)
      row.ratePart = Interval(value: 0.04, low: low.map { _ in 0.01 }, high: high.map { _ in 0.07 })
      row.labelPart = Interval(value: 0.02, low: low.map { _ in 0.01 }, high: high.map { _ in 0.03 })
      row.partsDifference = Interval(value: 0.02, low: low, high: high)
      study.gaps = [row]
      return try #require(DecisionClaims(dataset, study).all().first { $0.kind == .groupSelectionParts })
    }
    #expect(try claim(-0.01, 0.05).verdict == .differs)
    #expect(try claim(0.01, 0.05).verdict == .some)
    #expect(try claim(-0.05, -0.01).verdict == .composition)
    // Rounded for everybody, there is no interval.
    #expect(try claim(nil, nil).verdict == .differs)
    #expect(try claim(0.01, 0.05, difference: -0.01).verdict == .notShown)
  }

  /// The lowest of several ratios was looked for: that it is below 1 takes an interval that holds for all of them.
  @Test func theLowestOfSeveralRatiosTakesAJointInterval() throws {
    func claim(_ joint: Double?, isReferenceSet: Bool = false, groups: Int = 3) throws -> Claim {
      let dataset = SyntheticFindings.atlas(hostile: false).datasets[0]
      var study = try #require(dataset.bias.first { $0.attribute == "gender" })
      let lead = try #require(study.lead)
      study.isReferenceSet = isReferenceSet
      if isReferenceSet { study.reference = "man" }
      let row = try #require(study.probeRows.first { $0.arm == lead && $0.group == "woman" })
      for place in study.probeRows.indices where study.probeRows[place].group == "woman" {
        study.probeRows[place].impactRatio = Interval(value: 0.82, low: 0.7, high: 0.95)
      }
      if groups == 3 {
        var other = row
        (other.group, other.selectionRate, other.impactRatio) = ("x", Interval(value: 0.45, low: 0.4, high: 0.5), nil)
        study.probeRows.append(other)
      }
      study.gaps = joint.map { high in
        var gap = GapRow(
          arm: lead, positive: "promote", metric: .selectionRate, group: isReferenceSet ? "woman" : "man",
          reference: isReferenceSet ? "man" : "woman", kind: isReferenceSet ? .lowest : .range,
          ratio: Interval(value: 0.82, low: 0.6, high: high))
        gap.difference = nil
        return [gap]
      }
      return try #require(GroupClaims(dataset, study).impact().first)
    }
    for isReferenceSet in [false, true] {
      #expect(try claim(nil, isReferenceSet: isReferenceSet).verdict == .notShown)
      #expect(try claim(0.97, isReferenceSet: isReferenceSet).verdict == .below)
      #expect(try claim(1, isReferenceSet: isReferenceSet).verdict == .notShown)
    }
    #expect(try claim(0.97)[figure: "ratio"]?.high == 0.97)
    // Of two groups nothing is looked for.
    #expect(try claim(nil, groups: 2).verdict == .below)
  }

  @Test func aRankingIsClaimedOnlyWhereItIsShown() throws {
    var tables = ChangedTables()
    tables.features = { table in
      for index in 0..<2 {
        table.q[index][1] = 0.33
        table.q[index][2] = 0.001
        table.q[index][3] = .nan
        table.auroc[index][1] = index == 0 ? 0.49 : 0.51
        table.auroc[index][2] = index == 0 ? 0.2 : 0.8
        table.auroc[index][3] = index == 0 ? 0.45 : 0.55
      }
    }
    let site = try render(tables)
    let folder = "features/reviews/l6-w24/"
    let open = site.text(folder + "1.html")
    #expect(open.contains("No relation to the label is shown: AUROC 0.510 for <em>promote</em>, q 0.330"))
    #expect(!open.contains("ranks examples of"))
    #expect(site.text(folder + "2.html").contains("Its value ranks examples of <em>promote</em> above the others"))
    #expect(site.text(folder + "3.html").contains("Its relation to the label cannot be estimated"))
  }

  @Test func noFeatureCarriesTheLabelWhereNoneIsShownTo() throws {
    var tables = ChangedTables()
    tables.features = { table in
      for index in 0..<2 { table.q[index] = table.q[index].map { $0.isNaN ? .nan : 0.4 } }
    }
    let page = try render(tables).text("use.html")
    #expect(page.contains("is shown to be related to the label: the smallest q is 0.400, above 5%"))
    #expect(!page.contains("Features that separate the classes best"))
  }

  /// A class of few examples has AUROCs far from ½ by chance: q comes first.
  @Test func listsByTheLabelBeginWithWhatIsShown() throws {
    var tables = ChangedTables()
    tables.features = { table in
      for index in 0..<2 {
        for feature in 0..<table.featureCount where table.activeExamples[feature] > 0 {
          table.q[index][feature] = feature == 5 ? 0.01 : 0.5
          table.auroc[index][feature] = feature == 5 ? (index == 0 ? 0.35 : 0.65) : index == 0 ? 0.05 : 0.95
        }
      }
    }
    let page = try render(tables).text("features/reviews/l6-w24/index.html")
    let first = try #require(page.firstRange(of: "<tbody>"))
    #expect(page[first.upperBound...].prefix(120).contains("5.html"))
  }

  @Test func withoutTokensNothingIsSaidOfThem() throws {
    let site = try render(ChangedTables()) { findings in
      for set in findings.datasets.indices {
        for index in findings.datasets[set].checkpoints.indices {
          findings.datasets[set].checkpoints[index].tokens = findings.datasets[set].exampleCount
        }
      }
    }
    let page = site.text("features/reviews/l6-w24/1.html")
    #expect(!page.contains("of the tokens") && !page.contains("over tokens"))
    #expect(RenderedSite.html.text("features/reviews/l6-w24/1.html").contains("of the tokens"))
  }

  @Test func standingForAGroupTakesAnIntervalAboveTheMargin() throws {
    var tables = ChangedTables()
    tables.groups = { table in
      for (feature, low) in [(1, 0.05), (2, 0.01), (3, -0.01)] {
        table.tested[feature] = true
        table.verdict[feature] = "proxy"
        table.q[feature] = 0.01
        table.riskDifference[feature] = 0.1
        table.riskLow[feature] = low
        table.riskHigh[feature] = 0.2
        (table.maxGroup[feature], table.minGroup[feature]) = (0, 1)
      }
    }
    let site = try render(tables)
    let pages = (1...3).map { site.text("features/reviews/l6-w24/\($0).html") }
    #expect(pages[0].contains("It stands for the group.</strong>") && pages[0].contains("lies above the margin"))
    #expect(pages[1].contains("It differs by group.</strong>"))
    #expect(pages[2].contains("It depends on the group.</strong>"))
  }

  @Test func anUndefinedAUROCSaysWhy() throws {
    let site = try render(ChangedTables()) { findings in
      for set in findings.datasets.indices {
        findings.datasets[set].probes?.design.testSets = 3
        findings.datasets[set].probes?.design.definedTestSets = set
      }
    }
    #expect(site.text("study.html").contains("<strong>not defined</strong> here: on 0 of 3 test sets"))
    #expect(site.text("probes/reviews/index.html").contains("<strong>not defined</strong>"))
    #expect(site.text("probes/messages/index.html").contains("are defined on 1 of 3 test sets"))
    #expect(!RenderedSite.html.text("study.html").contains("<strong>not defined</strong> here"))
  }

  @Test func theDataPageNamesClassesLeftOutAndThePositiveOne() throws {
    let site = try render(ChangedTables()) { findings in
      findings.datasets[0].leftOutClasses = [CategoryCount(name: "Promote", count: 1)]
      findings.datasets[0].positiveClass = "hold"
      findings.datasets[0].bias[0].isReferenceSet = true
    }
    let page = site.text("inputs.html")
    #expect(page.contains("Promote – <em>excluded: too few examples</em>"))
    #expect(page.contains("Metrics for two classes refer to <em>hold</em>"))
    let bias = site.text("bias/reviews/by-gender.html")
    #expect(bias.contains("divided by that of <em>woman</em>"))
    #expect(site.text("features/reviews/l6-w24/1.html").contains("F1 for <em>hold</em>, cross-validated"))
  }
}
