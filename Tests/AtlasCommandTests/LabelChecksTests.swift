import Diagnostics
import Files
import Findings
import Foundation
import TestSupport
import Testing

@testable import Analysis
@testable import AtlasCommand

/// What is said of labels before anything is computed, on the demo in small.
@Suite struct LabelChecksTests {
  /// The inputs with every label replaced, and settings added to the configuration.
  ///
  /// - Parameter label: of the row and its cells, the label among them.
  private func inputs(
    probes: String = "", bias: String = "", label: (Int, [String: String]) -> String = { $1["label"] ?? "" }
  ) throws -> OpenedInputs {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try OpenedInputs(
      try AtlasConfiguration.read(try Self.write(folder, probes, bias, label)), reporter: Reporter(.quiet))
  }

  private static func write(
    _ folder: String, _ probes: String, _ bias: String, _ label: (Int, [String: String]) -> String
  ) throws -> String {
    let text = String(
      decoding: try MappedFile.content(of: TestPaths.fixtures("AtlasCommand") + "/demo.yml"), as: UTF8.self
    ).replacing("../../../examples/messages.csv", with: "messages.csv")
      .replacing("../../../examples", with: TestPaths.repository + "/examples")
      .replacing("repeats: 1", with: "repeats: 1\n  \(probes)")
      .replacing("ablation: false", with: "ablation: false\(bias)")
    let rows = String(
      decoding: try MappedFile.content(of: TestPaths.repository + "/examples/messages.csv"), as: UTF8.self
    ).split(separator: "\n").dropFirst()
    // Texts may hold commas: the other cells are counted from the end.
    let names = ["label", "gender", "age", "split", "cluster", "pair"]
    let lines = rows.enumerated().map { row, line -> String in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      var own = Dictionary(uniqueKeysWithValues: zip(names, cells.suffix(6).map(String.init)))
      own["label"] = label(row, own)
      return ([String(cells[0]), "text \(row)"] + names.map { own[$0] ?? "" }).joined(separator: ",")
    }
    try FileSink.write(
      folder + "/messages.csv",
      Array(("id,text,\(names.joined(separator: ","))\n" + lines.joined(separator: "\n")).utf8))
    try FileSink.write(folder + "/atlas.yml", Array(text.utf8))
    return folder + "/atlas.yml"
  }

  private func failure(_ body: () throws -> OpenedInputs) -> AtlasError? {
    do { _ = try body() } catch { return error as? AtlasError }
    return nil
  }

  @Test func aStrayLabelIsNamedAndLeftOut() throws {
    let set = try inputs { $0 == 7 ? "Hold" : $1["label"] ?? "" }.datasets[0]
    #expect(set.examples.classes == ["hold", "promote"] && set.examples.leftOutLabels?.values == ["Hold"])
    #expect(
      set.warnings.contains {
        $0.code == .closeClasses && $0.values.prefix(3) == [.text("Hold"), .count(1), .text("hold")]
      })
    #expect(set.warnings.contains(Note(.classBelowFolds, "Hold", 1, 4)))
    #expect(set.classSummary?.contains("Hold (1, left out)") == true)
    let finding = set.description(set.tasks[0], for: .internal)
    #expect(finding.leftOutClasses == [CategoryCount(name: "Hold", count: 1)] && finding.unlabelled == 0)
    #expect(finding.classes.map(\.name) == ["hold", "promote"] && finding.positiveClass == "promote")
    #expect(set.exampleList(set.tasks[0], for: .internal).labels[7] == "Hold")
  }

  @Test func aNumberIsNoClass() throws {
    let error = try #require(failure { try inputs { row, _ in "0.\(1000 + row)" } })
    #expect(error.kind == .input && error.message.contains("this looks like a number, not a class"))
    let words = try #require(failure { try inputs { row, _ in "text\(row / 2)" } })
    #expect(words.message.contains("nearly every example would be a class of its own"))
    let grades = try inputs { row, _ in "\(row % 25)" }.datasets[0]
    #expect(grades.warnings.contains { $0.code == .numbersAsClasses && $0.values.last == .count(25) })
  }

  @Test func missingValuesAreNamed() throws {
    let set = try inputs { $0 % 9 == 0 ? "N/A" : $1["label"] ?? "" }.datasets[0]
    #expect(set.warnings.contains { $0.code == .missingAsClass && $0.values.first == .text("N/A") })
  }

  @Test func aLabelThatFollowsTheClustersIsWarnedOf() throws {
    let set = try inputs { $1["cluster"] == "numbers-up" ? "yes" : "no" }.datasets[0]
    #expect(set.warnings.contains(Note(.aurocNowhere)) && set.warnings.contains(Note(.labelWithClusters, "cluster")))
    #expect(try inputs().datasets[0].warnings.allSatisfy { ![.aurocNowhere, .aurocPartly].contains($0.code) })
  }

  @Test func aPositiveClassThatIsNoneListsTheClasses() throws {
    let error = try #require(failure { try inputs(probes: "positive: promoted") })
    #expect(error.message.contains("no dataset has a class “promoted”"))
    #expect(error.hint?.contains("promote") == true && error.hint?.contains("classes are hold, promote") == true)
    let set = try inputs(probes: "positive: hold").datasets[0]
    #expect(set.examples.positive == 0 && set.classSummary?.hasSuffix("about “hold”") == true)
    let left = try #require(failure { try inputs(probes: "positive: Hold") { $0 == 7 ? "Hold" : $1["label"] ?? "" } })
    #expect(left.message.contains("too few examples"))
  }

  @Test func aReferenceThatIsNoneListsTheGroups() throws {
    let error = try #require(failure { try inputs(bias: ", reference: woman") })
    #expect(error.message.contains("no attribute has a group “woman”"))
    #expect(error.hint?.contains("women") == true && error.hint?.contains("older people") == true)
    for known in ["women", "older people", "largest"] { _ = try inputs(bias: ", reference: \(known)") }
    #expect(failure { try inputs(bias: ", attributes: [gender], reference: older people") } != nil)
    _ = try inputs(bias: ", intersections: [[gender, age]], reference: women×older people")
  }

  @Test(arguments: [
    ("Yes", "yes"), (" yes", "yes"), ("yes.", "yes"), ("1", "1.0"), ("１", "1"), ("full time", "full-time"),
    ("cafe\u{301}", "CAF\u{E9}"), ("yes\u{200B}", "yes"), ("not  sure", "Not sure"),
  ]) func spellingsOfOneClass(_ a: String, _ b: String) {
    #expect(LabelSpelling.key(a) == LabelSpelling.key(b))
  }

  @Test(arguments: [("yes", "no"), ("1", "2"), ("-1", "1"), ("", "."), ("+", "-"), ("a.b", "ab")])
  func differentClasses(_ a: String, _ b: String) {
    #expect(LabelSpelling.key(a) != LabelSpelling.key(b))
  }

  /// The whole way: the class that is named is the one of the finding, the study, the groups and the features.
  @Test func oneDefinitionOfThePositiveClass() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try Self.write(folder, "positive: hold", ", reference: men") { $0 == 7 ? "Hold" : $1["label"] ?? "" }
    try AnalysisJob.of(path, threads: 2).write(to: folder + "/results")
    let results = try ResultsFolder(reading: folder + "/results")
    let set = try results.findings().datasets[0]
    #expect(set.leftOutClasses == [CategoryCount(name: "Hold", count: 1)])
    #expect(set.positiveClass == "hold" && set.probes?.design.positiveClass == "hold")
    let gender = try #require(set.bias.first { $0.attribute == "gender" })
    #expect(gender.reference == "men" && gender.isReferenceSet)
    let arms = Set(gender.probeRows.map(\.arm))
    #expect(!arms.isEmpty && gender.probeRows.allSatisfy { $0.positive == "hold" && $0.reference == "men" })
    for arm in arms {
      let row = try #require(gender.probeRows.first { $0.arm == arm && $0.group == "men" })
      #expect(row.impactRatio?.value == 1)
    }
    let age = try #require(set.bias.first { $0.attribute == "age" })
    #expect(!age.isReferenceSet && age.referenceReason.values.suffix(2) == [.text("age"), .text("men")])
    // A feature that fires for the class named has a positive φ.
    let table = try results.features("messages", "l6-w512")
    for feature in 0..<table.featureCount where table.phi[feature].isFinite && table.activeExamples[feature] > 20 {
      let (hold, promote) = (Double(table.activeByClass[0][feature]), Double(table.activeByClass[1][feature]))
      let sizes = set.classes.map { Double($0.count) }
      let difference = hold / sizes[0] - promote / sizes[1]
      #expect(difference * table.phi[feature] >= 0)
    }
  }
}
