import Diagnostics
import Findings
import Testing

@testable import Claims

@Suite struct FactClaimTests {
  private var dataset: DatasetFinding {
    var dataset = DatasetFinding(id: "reviews", modality: "text", exampleCount: 640)
    dataset.unlabelled = 12
    dataset.clusterColumn = "author"
    dataset.clusterCount = 40
    dataset.positiveClass = "promote"
    dataset.leftOut = LeftOutFinding(rule: ["first"], tokens: 640, of: 8023)
    dataset.rowOrder = RowOrderFinding(.tokens, compared: 600, agreeing: 598, moved: 0)
    return dataset
  }

  /// A slot without a figure or a subject would be an error in the middle of a build.
  @Test func everySlotIsFilled() {
    for claim in DataClaims.all(dataset) {
      let filled = Set(claim.subjects.map(\.name) + claim.figures.map(\.name))
      #expect(Set(claim.kind.slots).isSubset(of: filled), "\(claim.id)")
    }
    #expect(DataClaims.all(dataset).map(\.kind).contains(.dataRowOrder))
  }

  /// Figures are those of the rows of `facts.csv` that they name.
  @Test func figuresAreThoseOfTheFacts() throws {
    let facts = Fact.ofDataset(dataset)
    for claim in DataClaims.all(dataset) {
      for figure in claim.figures {
        let key = Dictionary(uniqueKeysWithValues: figure.evidence.key.map { ($0.column, $0.value) })
        let fact = try #require(
          facts.first {
            $0.about == key["about"] && $0.name == key["name"] && $0.other == key["other"]
              && $0.quantity == key["quantity"]
          })
        #expect(fact.value == figure.value && figure.evidence.column == "value")
      }
    }
  }

  /// Flagged features are also counted by the margin and by families of near-copies; without any, nothing is said of them.
  @Test func flaggedFeaturesAreCountedAsFindings() throws {
    var dataset = dataset
    var summary = BiasCheckpointSummary(
      checkpoint: "l6", tested: 90, untested: 10, verdicts: [CategoryCount(name: "proxy", count: 7)])
    (summary.beyondMargin, summary.families, summary.effectivePatterns) = (3, 4, 2.5)
    var study = BiasStudy(
      attribute: "gender", groups: [], unknown: 0, reference: "", referenceReason: Note(.noReference), margin: 0.02,
      falseDiscoveryRate: 0.05, minimumCell: 10, checkpoints: [summary])
    study.clustering = GroupClustering(kind: .tooFew, shareWithin: 0, clusters: [2, 3])
    dataset.bias = [study]
    let claims = GroupClaims(dataset, study)
    let claim = try #require(claims.all().first { $0.kind == .groupExtent })
    #expect(claim.figures.map(\.name) == ["beyond", "families", "patterns"])
    #expect(claim.figures.map(\.value) == [3, 4, 2.5])
    let facts = Fact.ofDataset(dataset)
    for figure in claim.figures {
      let other = figure.evidence.key.first { $0.column == "other" }?.value
      #expect(facts.first { $0.other == other && $0.quantity == figure.name }?.value == figure.value)
    }
    // Seven features in four families; in seven, none is a near-copy.
    #expect(claim.verdict == .some)
    summary.families = 7
    #expect(claims.extent(summary).first?.verdict == Verdict.none)
    #expect(claims.features(summary).first?.caveats == [.tooFewClusters(column: "author")])
    summary.families = 0
    #expect(claims.extent(summary).isEmpty)
  }

  /// What chance gives is said of the shuffling that was done.
  @Test func chanceNamesWhatIsShuffled() {
    var summary = BiasCheckpointSummary(checkpoint: "l6", tested: 90, untested: 10, verdicts: [])
    summary.nullFlags = 0.5
    var study = BiasStudy(
      attribute: "gender", groups: [], unknown: 0, reference: "", referenceReason: Note(.noReference), margin: 0.02,
      falseDiscoveryRate: 0.05, minimumCell: 10, checkpoints: [summary])
    let cases: [(GroupClustering.Kind?, Verdict)] = [
      (nil, .withinLabel), (.within, .withinClusters), (.between, .wholeClusters),
    ]
    for (kind, verdict) in cases {
      study.clustering = kind.map { GroupClustering(kind: $0, shareWithin: 0.5, clusters: [9, 9]) }
      #expect(GroupClaims(dataset, study).chance(summary).map(\.verdict) == [verdict])
    }
  }

  @Test func theOrderOfRowsIsSaidAsFarAsItIsKnown() {
    let cases: [(RowOrderFinding.Evidence, Int, Verdict)] = [
      (.sameSource, 0, .sameSource), (.ids, 0, .byID), (.ids, 3, .byIDMoved), (.tokens, 0, .byTokens),
      (.none, 0, .notChecked), (.noTexts, 0, .noTexts), (.unlikeTexts, 0, .unlikeTexts),
    ]
    for (evidence, moved, verdict) in cases {
      var dataset = dataset
      dataset.rowOrder = RowOrderFinding(evidence, compared: 5, agreeing: 1, moved: moved)
      #expect(DataClaims.all(dataset).first { $0.kind == .dataRowOrder }?.verdict == verdict)
    }
  }
}
