import Diagnostics
import TestSupport
import Testing

@testable import Datasets

@Suite struct FeatureReviewsTests {
  private func read(_ text: String, checkpoints: [String] = ["a", "b"]) throws -> FeatureReviews {
    let scratch = try Scratch()
    defer { withExtendedLifetime(scratch) {} }
    var reviews = FeatureReviews()
    try reviews.add(path: scratch.write("r.csv", text), checkpoints: checkpoints)
    return reviews
  }

  @Test func answersInAnySpelling() throws {
    let rows = try read(
      "checkpoint,feature,says,meaning,agrees,rater\na,3,x,boats,Yes,Anna\na,3,x, ,no,Ben\nb,4,x,,はい,Anna\nb,5,x,,?,Anna\nb,6,,,,\n"
    ).rows
    #expect(rows.map(\.answer) == [.yes, .no, .yes, .unsure])
    #expect(rows.map(\.feature) == [3, 3, 4, 5] && rows[0].meaning == "boats" && rows[1].meaning.isEmpty)
    #expect(rows.map(\.line) == [2, 3, 4, 5])
    // With one checkpoint the column may be missing.
    #expect(try read("feature,agrees,rater\n1,y,A\n", checkpoints: ["a"]).rows[0].checkpoint == "a")
  }

  @Test(arguments: [
    ("a,3,maybe,Anna", "agrees is “maybe”"), ("c,3,yes,Anna", "no checkpoint “c”"),
    ("a,-1,yes,Anna", "“-1” is no feature"),
    ("a,3,yes,", "nobody is named"), ("a,2,no,Anna", "“Anna” has answered for feature 2 of a already, in line 2"),
  ])
  func mistakesNameTheLine(row: String, message: String) throws {
    let error = atlasError { _ = try read("checkpoint,feature,agrees,rater\na,2,yes,Anna\n\(row)\n") }
    #expect(error?.line == 3 && error?.message.contains(message) == true, "\(String(describing: error))")
  }

  @Test func featuresMustBeThere() throws {
    let reviews = try read("checkpoint,feature,agrees,rater\na,2,yes,Anna\na,9,yes,Anna\n")
    try reviews.checkFeatures(of: "a", count: 10)
    #expect(atlasError { try reviews.checkFeatures(of: "a", count: 9) }?.line == 3)
    #expect(atlasError { _ = try read("feature,agrees,rater\n1,y,A\n") }?.message.contains("checkpoint") == true)
  }
}
