import Analysis
import Diagnostics
import Files
import Findings
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import AtlasCommand

/// The demo in small, analysed once for all tests of this file.
private let analysed: Result<(results: ResultsFolder, findings: AtlasFindings), any Error> = Result {
  let folder = try TestPaths.temporaryFolder() + "/results"
  try AnalysisJob.of(TestPaths.fixtures("AtlasCommand") + "/demo.yml", threads: 2).write(to: folder)
  let results = try ResultsFolder(reading: folder)
  return (results, try results.findings())
}

/// What numpy, scipy and scikit-learn make of the same files (`Fixtures/make.py`).
private struct Expected: Decodable {
  struct Probe: Decodable {
    var arm: String
    var fold: Int
    var auroc: Double
    var logLoss: Double
    var macroF1: Double
    var accuracy: Double

    enum CodingKeys: String, CodingKey {
      case arm, fold, auroc, accuracy
      case logLoss = "log_loss"
      case macroF1 = "macro_f1"
    }
  }

  var fvu: Double
  var l0: Double
  var features: [[Double?]]
  var probes: [Probe]

  static func read() throws -> Expected {
    try JSONDecoder().decode(
      Expected.self, from: Data(try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.json")))
  }
}

extension AnalysisJob {
  /// An analysis of a configuration file, quiet.
  static func of(_ path: String, threads: Int) throws -> AnalysisJob {
    // As every command does first: sums made by several threads differ in their last digits from those made by one, and another
    // test's command could do it in the middle of an analysis.
    BLAS.useOneThreadPerCall()
    return AnalysisJob(
      configuration: try AtlasConfiguration.read(path), command: "feature-atlas analyze", threads: threads,
      reporter: Reporter(.quiet), stopwatch: Stopwatch())
  }
}

@Suite struct DemoTests {
  @Test func featuresAreThoseOfScipy() throws {
    let table = try analysed.get().results.features("messages", "l6-w512")
    let expected = try Expected.read().features
    #expect(table.featureCount == expected.count)
    for (feature, row) in expected.enumerated() {
      #expect(Double(table.activeExamples[feature]) == row[0], "feature \(feature)")
      // Sums of 384 products in another order: single precision.
      #expect(abs(table.maximum[feature] - (row[1] ?? 0)) < 2e-5 * max(1, row[1] ?? 0), "feature \(feature)")
      #expect(abs(table.tokenDensity[feature] - (row[2] ?? 0)) < 1e-12, "feature \(feature)")
      #expect(abs(table.auroc[1][feature] - (row[3] ?? 0)) < 1e-9, "feature \(feature)")
      if let q = row[4] {
        #expect(abs(table.q[1][feature] - q) < 1e-9, "feature \(feature)")
      } else {
        #expect(table.q[1][feature].isNaN, "feature \(feature)")
      }
    }
  }

  /// Quantiles and cross-validated F1 see the values, which are single precision; the rest counts and ranks.
  @Test func furtherStatisticsAreThoseOfScipyAndScikitLearn() throws {
    let table = try analysed.get().results.features("messages", "l6-w512")
    let columns =
      table.quantiles + [
        table.averagePrecision[1], table.chiSquared, table.g2, table.mutualInformation, table.crossValidatedF1,
      ]
    for (feature, row) in try Expected.read().features.enumerated() {
      for (index, column) in columns.enumerated() {
        guard let expected = row[5 + index] else {
          // scikit-learn gives a silent feature the average precision of a guess; so does this table.
          #expect(index == 5 || column[feature].isNaN, "feature \(feature), column \(index)")
          continue
        }
        let tolerance = index < 5 ? 2e-5 * max(1, abs(expected)) : 1e-9 * max(1, abs(expected))
        #expect(abs(column[feature] - expected) < tolerance, "feature \(feature), column \(index)")
      }
    }
  }

  @Test func reconstructionIsThatOfNumpy() throws {
    let expected = try Expected.read()
    let check = try #require(analysed.get().findings.checkpoints.first?.reconstructions.first)
    #expect(abs(check.l0 - expected.l0) < 1e-3)
    #expect(abs(try #require(check.fvu) - expected.fvu) < 1e-4)
  }

  @Test func probesAreThoseOfScikitLearn() throws {
    let study = try #require(analysed.get().findings.datasets.first?.probes)
    let expected = try Expected.read().probes
    // The last token of the hidden state comes on top of the poolings of the configuration, and arms that are chosen among
    // the others come last.
    #expect(
      expected.count
        == study.rows.count { row in
          let arm = study.arms[row.arm]
          return arm.key.representation.role != .baseline && arm.key.pooling != "last" && row.chosenArm == nil
        })
    for probe in expected {
      let row = try #require(study.rows.first { study.arms[$0.arm].name == probe.arm && $0.fold == probe.fold })
      let metrics = Dictionary(
        uniqueKeysWithValues: zip(study.metrics.map(\.name), row.metrics.map { $0 ?? .nan }))
      let name = "\(probe.arm), fold \(probe.fold)"
      // Both stop close to the optimum: scores that count decisions are equal unless one lies on the border.
      #expect(abs((metrics["log_loss"] ?? .nan) - probe.logLoss) < 1e-5, "\(name)")
      #expect(abs((metrics["auroc"] ?? .nan) - probe.auroc) < 1e-3, "\(name)")
      #expect(abs((metrics["macro_f1"] ?? .nan) - probe.macroF1) < 1e-9, "\(name)")
      #expect(abs((metrics["accuracy"] ?? .nan) - probe.accuracy) < 1e-9, "\(name)")
    }
  }

  @Test func foldsKeepClustersWhole() throws {
    let (results, findings) = try analysed.get()
    let study = try #require(findings.datasets.first?.probes)
    #expect(study.design.clusterColumn == "cluster")
    let rows = String(
      decoding: try MappedFile.content(of: TestPaths.repository + "/examples/messages.csv"), as: UTF8.self)
    let ids = try results.examples("messages").ids
    var foldOf: [Substring: Int32] = [:]
    let lines = rows.split(whereSeparator: \.isNewline).dropFirst()
    let header = try #require(rows.split(whereSeparator: \.isNewline).first).split(separator: ",")
    let column = try #require(header.firstIndex(of: "cluster")) - header.count
    for (index, line) in lines.enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let cluster = cells[cells.count + column]
      let fold = study.design.assignments[0][index]
      #expect(line.hasPrefix(ids[index]))
      #expect(foldOf[cluster, default: fold] == fold, "cluster \(cluster)")
      foldOf[cluster] = fold
    }
    #expect(foldOf.count > 10)
  }

  /// From the files of a run: the best of a kind is, fold by fold, the arm of least log loss inside, with its scores.
  @Test func theBestArmsAreChosenInside() throws {
    let study = try #require(analysed.get().findings.datasets.first?.probes)
    #expect(study.arms.suffix(2).map(\.name) == ["best features", "best hidden"])
    for (index, arm) in study.arms.enumerated() where arm.key.representation.isDerived {
      #expect(arm.chosenFrom.count > 1 && arm.chosenFrom.reduce(0) { $0 + $1.count } == 4)
      let places = arm.chosenFrom.map(\.arm)
      for row in study.rows where row.arm == index {
        let others = study.rows.filter { places.contains($0.arm) && $0.fold == row.fold }
        #expect(others.count == places.count && row.innerLoss == others.compactMap(\.innerLoss).min())
        let chosen = try #require(others.first { $0.arm == row.chosenArm })
        #expect(chosen.metrics == row.metrics && chosen.innerLoss == row.innerLoss)
      }
    }
    let pair = study.comparisons.first {
      study.arms[$0.a].name == "best features" && study.arms[$0.b].name == "best hidden"
    }
    #expect(pair?.family == "headline")
  }

  @Test func threadsAndRunsChangeNoByte() throws {
    let other = try TestPaths.temporaryFolder() + "/results"
    try AnalysisJob.of(TestPaths.fixtures("AtlasCommand") + "/demo.yml", threads: 1).write(to: other)
    let first = try analysed.get().results.path
    let files = try Paths.files(under: first)
    #expect(files == (try Paths.files(under: other)))
    #expect(files.count > 10)
    for file in files where file != DataFiles.timings {
      #expect(
        try MappedFile.content(of: first + "/" + file) == MappedFile.content(of: other + "/" + file), "\(file) differs")
    }
  }

  @Test func theContractsColumnsAreThere() throws {
    let folder = try analysed.get().results.path + "/data/messages/"
    let expected = [
      "l6-w512/features.csv":
        "feature,active_examples,density,mean_active,max,token_density,decoder_norm,encoder_decoder_cosine,auroc:hold,"
        + "auroc:promote,q:hold,q:promote,f1,best_threshold,phi",
      "l6-w512/examples.csv": "feature,rank,example,activation,token_index", "folds.csv": "example,repeat,fold",
      "probes.csv":
        "arm,representation,checkpoint,layer,pooling,threshold,top,training_rate,repeat,fold,n_train,n_test,c,"
        + "threshold_chosen,macro_f1,accuracy,auroc,average_precision,brier,log_loss",
      "comparisons.csv": "a,b,metric,mean_a,mean_b,difference,ci_low,ci_high,t,df,p,verdict,p_adjusted,margin,family",
      "l6-w512/bias.gender.csv":
        "feature,tested,g2,df,p,q,cmi,max_group,min_group,risk_difference,ci_low,ci_high,proxy,composition,verdict,n_needed,"
        + "score,score_df,q_by,mh_difference,mh_odds_ratio,cmh_p,breslow_day_p,active_auroc,family,pairs",
      "l6-w512/bias.gender.groups.csv": "feature,group,label,n,active,rate,ci_low,ci_high,suppressed,unreliable",
      "bias.gender.probe.csv": "arm,group,n,selection_rate,tpr,fpr,ppv,impact_ratio,brier,auroc",
    ]
    for (name, columns) in expected {
      let text = String(decoding: try MappedFile.content(of: folder + name), as: UTF8.self)
      #expect(text.hasPrefix(columns), "\(name)")
      if name == "probes.csv" {
        #expect(text.prefix { $0 != "\n" }.contains(",n_features,seconds"), "after every metric")
      }
    }
  }
}
