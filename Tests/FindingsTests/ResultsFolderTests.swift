import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Findings

@Suite struct ResultsFolderTests {
  private func writtenAndRead(_ body: (ResultsWriter, () throws -> ResultsFolder) throws -> Void) throws {
    let parent = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: parent) }
    let folder = try StagedFolder(replacing: parent + "/results")
    let writer = ResultsWriter(folder)
    try body(writer) {
      try writer.finish(SmallResults.findings, timings: Timings())
      try folder.commit()
      return try ResultsFolder(reading: parent + "/results")
    }
  }

  @Test func aFeatureTableComesBackBitForBit() throws {
    try writtenAndRead { writer, read in
      let table = SmallResults.featureTable()
      try writer.write(table, ids: ["a", "b", "c"])
      let back = try read().features("d", "c")
      #expect(back.maximum == table.maximum && back.activeExamples == table.activeExamples)
      #expect(back.meanActive[0] == 0.1 && back.meanActive[1].isNaN)
      #expect(back.auroc == table.auroc && back.classes == table.classes && back.exampleCount == 3)
      #expect(back.histogram == table.histogram && back.classHistograms == table.classHistograms)
      #expect(back.strongest.tokenOffsets == [0, 1, 3] && back.strongest.tokenValues == table.strongest.tokenValues)
    }
  }

  @Test func profilesComeBackAndAreWrittenAsCSV() throws {
    try writtenAndRead { writer, read in
      try writer.write(SmallResults.profiles(), ids: ["a", "b", "c"])
      let folder = try read()
      let back = try folder.profiles("d", "c")
      #expect(
        back.neighboursCSV() == SmallResults.profiles().neighboursCSV()
          && back.wordsCSV() == SmallResults.profiles().wordsCSV())
      #expect(
        back.spreadCSV(ids: ["a", "b", "c"]) == SmallResults.profiles().spreadCSV(ids: ["a", "b", "c"])
          && back.notes == SmallResults.profiles().notes)
      #expect(back.effects.csv() == SmallResults.profiles().effects.csv() && back.effects.shown == ["␣a,b", "c"])
      let files = ["neighbours", "spread", "token-effects", "words"].map { "data/d/c/\($0).csv" } + [DataFiles.facts]
      #expect(try folder.dataFiles() == files)
      func text(_ name: String) throws -> String {
        String(decoding: try MappedFile.content(of: "\(folder.path)/data/d/c/\(name).csv"), as: UTF8.self)
      }
      #expect(try text("neighbours") == "feature,kind,neighbour,value,rank,common_examples\n1,co-firing,0,0.5,1,2\n")
      #expect(
        try text("words")
          == "feature,rank,word,unit,z,log_odds,active_count,other_count\n0,1,\"a,b\",word,2.5,0.25,3,0\n")
      #expect(
        try text("spread") == "feature,bin,example,value,activation,token_index\n0,2,c,0.75,0.3,4\n0,1,a,0.5,0.1,0\n")
    }
  }

  /// No file holds a header alone, save those that say that there is nothing.
  @Test func aReportWithNothingInItHasNoFile() throws {
    try writtenAndRead { writer, read in
      try writer.write(SmallResults.study(), dataset: "d", ids: ["a", "b", "c"])
      #expect(
        try read().dataFiles() == ["comparisons", "folds", "probes"].map { "data/d/\($0).csv" } + [DataFiles.facts])
    }
    try writtenAndRead { writer, read in
      var calibration = CalibrationFinding(arm: 0)
      calibration.count = 3
      try writer.write(SmallResults.study { $0.calibration = [calibration] }, dataset: "d", ids: ["a", "b", "c"])
      let files = try read().dataFiles()
      #expect(files.contains("data/d/calibration.csv") && !files.contains("data/d/reliability.csv"))
    }
  }

  @Test func nearDuplicatesAreAFileAndTheirCountsAFinding() throws {
    let duplicates = NearDuplicateFinding(
      exampleCount: 3, splitTestCount: nil, near: .init(similarity: 0.8, parted: [2], acrossSplit: nil),
      similar: .init(similarity: 0.6, parted: [2], acrossSplit: nil), isComplete: true,
      pairs: [.init(first: 0, second: 2, similarity: 0.75, parted: 1, isAcrossSplit: false, kind: "text")])
    let whole = SmallResults.study { $0.nearDuplicates = duplicates }
    try writtenAndRead { writer, read in
      try writer.write(whole, dataset: "d", ids: ["a", "b", "c"])
      let path = "\(try read().path)/data/d/near-duplicates.csv"
      let text = String(decoding: try MappedFile.content(of: path), as: UTF8.self)
      #expect(text == "example,other,similarity,parted,across_split,seen_in\na,c,0.75,1,false,text\n")
    }
    let back = try JSONDecoder().decode(ProbeStudy.self, from: Data(try FindingsJSON.encode(whole)))
    #expect(back.nearDuplicates?.near == duplicates.near && back.nearDuplicates?.pairs == [])
    #expect(back.rows[0].innerLoss == 0.625 && back.rows[0].chosenArm == 0)
    let lines = String(decoding: whole.probesCSV(), as: UTF8.self).split(separator: "\n")
    #expect(lines[0].hasSuffix(",n_features,seconds,inner_log_loss,chosen_arm,objective,gradient_norm,duality_gap"))
    #expect(lines[1].hasSuffix(",9,,0.625,continuous c,,,"))
  }

  @Test func csvHasEmptyCellsForUndefinedAndQuotesText() throws {
    let table = SmallResults.featureTable()
    let lines = String(decoding: table.featuresCSV(), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1].hasPrefix("0,2,0.6666666666666666,0.1,0.30000000000000004,0.5,1.0,-0.25,0.5,0.75,1.0,0.01,"))
    #expect(lines[2].hasPrefix("1,0,0.0,,0.0,0.0,,,0.5,0.5,,,,,"))
    // Two of three examples: dense; the other never fires.
    #expect(lines[0].hasSuffix(",f1_cv,kind,duplicate_of,map_x,map_y"))
    #expect(lines[1].hasSuffix(",0.4,dense,,0.25,1.0") && lines[2].hasSuffix(",,dead,0,,"))
    let examples = String(decoding: table.examplesCSV(ids: ["a,1", "b", "say \"c\""]), as: UTF8.self)
    #expect(
      examples == "feature,rank,example,activation,token_index\n0,1,\"say \"\"c\"\"\",0.3,4\n0,2,\"a,1\",0.1,0\n")
  }

  @Test func aSuppressedCellShowsNothing() throws {
    var table = GroupTable(dataset: "d", checkpoint: "c", attribute: "g", groups: ["a", "b"], classes: ["x"])
    table.tested = [true]
    table.cellCounts = [[40], [7]]
    table.active = [13, 3]
    table.rateLow = [0.2, 0.1]
    table.rateHigh = [0.5, 0.9]
    table.suppressed = [false, true]
    table.unreliable = [true, false]
    let lines = String(decoding: table.groupsCSV(), as: UTF8.self).split(separator: "\n")
    #expect(lines[1] == "0,a,x,40,13,0.325,0.2,0.5,false,true")
    #expect(lines[2] == "0,b,x,,,,,,true,false")
  }

  @Test func aFolderThatIsNoResultIsRefused() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(throws: AtlasError.self) { try ResultsFolder(reading: folder) }
    try FileSink.write(folder + "/findings.json", Array("{\"title\": 3}".utf8))
    #expect(throws: AtlasError.self) { try ResultsFolder(reading: folder, comparesDigests: false).findings() }
  }
}
