import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import AtlasCommand

/// People judge features: the table that is written for them, and what comes of it when it is filled in.
@Suite struct FeatureReviewTests {
  /// The whole way: a site, its table, answers of two people, a site that shows them, in both languages and in the brief.
  @Test func answersComeBack() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let atlas = try TinyAtlas(folder, columns: [("label", ["yes", "no"])], roles: "id: id, label: label")
    let sheet = folder + "/sheet.csv"
    #expect(try Program.run(["build", atlas.configuration, "-o", folder + "/site", "--no-cache"]).status == 0)
    let written = try Program.run(["review", folder + "/site", "-o", sheet, "--features", "4"])
    #expect(written.status == 0, "\(written.errors)")
    let lines = try String(contentsOfFile: sheet, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(lines.count == 5 && lines[0] == "checkpoint,feature,page,says,meaning,agrees,rater")
    for line in lines.dropFirst() {
      let page = line.split(separator: ",")[2]
      #expect(Paths.isFile(folder + "/site/" + page) && line.hasSuffix(",,,"), "\(line)")
    }

    // Anna agrees with all, Ben with the first three.
    var filled = lines[0] + "\n"
    for (index, line) in lines.dropFirst().enumerated() {
      filled += line.dropLast(3) + ",<b>,yes,Anna\n" + line.dropLast(3) + ",,\(index < 3 ? "yes" : "no"),Ben\n"
    }
    try FileSink.write(folder + "/filled.csv", Array(filled.utf8))
    let text = try String(contentsOfFile: atlas.configuration, encoding: .utf8)
    try FileSink.write(atlas.configuration, Array((text + "reviews: filled.csv\n").utf8))
    #expect(try Program.run(["analyze", atlas.configuration, "-o", folder + "/results", "--no-cache"]).status == 0)
    for language in ["en", "ja"] {
      let site = folder + "/" + language
      #expect(try Program.run(["render", folder + "/results", "-o", site, "--language", language]).status == 0)
      #expect(try Program.run(["verify", site]).status == 0)
      let feature = String(lines[1].split(separator: ",")[2])
      let page = try String(contentsOfFile: site + "/" + feature, encoding: .utf8)
      #expect(page.contains("id=\"reviews\"") && page.contains("&lt;b&gt;") && !page.contains("Anna"))
      let plain = page.replacing("<wbr>", with: "")
      #expect(plain.contains(language == "en" ? "2 agree with this page" : "同意したのは2人"))
    }
    let agreement = try String(contentsOfFile: folder + "/results/data/reviews.agreement.csv", encoding: .utf8)
    // 7 of 8 agree; units [2,0] three times and [1,1]: D_o = 1/4, D_e = (64 − 50)/56 = 1/4, α = 0.
    #expect(agreement.contains("sae,4,2,7,1,0,8,0.875,") && agreement.contains(",4,0.0,"), "\(agreement)")
    #expect(
      try Program.run(["render", folder + "/results", "-o", folder + "/brief", "--edition", "brief"]).status == 0)
    let brief = try String(contentsOfFile: folder + "/brief/brief.html", encoding: .utf8)
    #expect(brief.contains("of 8 verdicts agree") && !brief.contains("In the field"))
  }

  @Test func mistakesAreFoundByCheck() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let atlas = try TinyAtlas(
      folder, columns: [("label", ["yes", "no"])], roles: "id: id, label: label", more: "reviews: [filled.csv]")
    for (row, message) in [("12,yes,A", "feature 12 of sae is not there"), ("3,perhaps,A", "agrees is “perhaps”")] {
      try FileSink.write(folder + "/filled.csv", Array("feature,agrees,rater\n1,no,A\n\(row)\n".utf8))
      let run = try Program.run(["check", atlas.configuration])
      #expect(run.status == 2 && run.errors.contains("filled.csv:3: \(message)"), "\(run.errors)")
    }
  }
}
