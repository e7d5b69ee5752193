import Datasets
import Diagnostics
import Features
import Findings
import Statistics
import TestSupport
import Testing

@testable import Probing

@Suite struct NearDuplicateTests {
  private func table(_ texts: [String]?, count: Int? = nil, splits: [String]? = nil) -> ExampleTable {
    let count = texts?.count ?? count ?? 0
    var table = ExampleTable(
      path: "t.csv", ids: (0..<count).map { "e\($0)" }, classes: ["a", "b"], labels: (0..<count).map { Int32($0 % 2) })
    table.texts = texts
    table.splits = splits
    return table
  }

  private func shingles(_ text: String) -> Set<String> {
    let words = WordRuns.words(text)
    return Set(words + zip(words, words.dropFirst()).map { $0 + " " + $1 })
  }

  private func similarity(_ x: Set<String>, _ y: Set<String>) -> Double {
    Double(x.intersection(y).count) / Double(x.union(y).count)
  }

  /// Templates of several lengths with one to three words changed, so that similarities lie on both sides of both bars.
  private func variants(_ count: Int, seed: UInt64) -> [String] {
    var generator = SeededGenerator(seed: seed)
    let templates = (0..<6).map { template in (0..<8 + 4 * template).map { "word\(template)x\($0)" } }
    return (0..<count).map { index in
      var words = templates[index % templates.count]
      for _ in 0..<1 + generator.integer(below: 3) {
        words[generator.integer(below: words.count)] = "other\(generator.integer(below: 40))"
      }
      return words.joined(separator: " ")
    }
  }

  /// Against comparing all pairs: no false pair, none missed, and every example counted that has one in another fold.
  @Test func findsWhatAllPairsWouldShow() throws {
    let texts = variants(180, seed: 1) + ["", "ok", "OK!", "something else entirely with other words in it"]
    let sets = texts.map(shingles)
    var generator = SeededGenerator(seed: 2)
    let assignments = (0..<3).map { _ in texts.map { _ in Int32(generator.integer(below: 5)) } }
    let found = try #require(NearDuplicates.find(table(texts), states: nil, assignments: assignments))
    #expect(found.exampleCount == 184 && found.isComplete)
    for (count, bar) in [(found.near, 0.8), (found.similar, 0.6)] {
      #expect(count.similarity == bar && count.acrossSplit == nil)
      for (assignment, parted) in zip(assignments, count.parted) {
        let expected = texts.indices.count { a in
          !texts[a].isEmpty
            && texts.indices.contains { b in
              a != b && !texts[b].isEmpty && assignment[a] != assignment[b] && similarity(sets[a], sets[b]) >= bar
            }
        }
        #expect(parted == expected && expected > 5 && expected < 184)
      }
    }
    #expect(found.near.parted != found.similar.parted)
    for pair in found.pairs {
      #expect(pair.first < pair.second && pair.kind == "text" && !pair.isAcrossSplit && pair.similarity >= 0.6)
      #expect(abs(pair.similarity - similarity(sets[pair.first], sets[pair.second])) < 1e-12)
      #expect(pair.parted == assignments.count { $0[pair.first] != $0[pair.second] })
    }
    #expect(found.pairs.contains { ($0.first, $0.second, $0.similarity) == (181, 182, 1) })
    // The most similar other of every example is there.
    for a in texts.indices.dropLast(4) {
      let others = texts.indices.filter { $0 != a && !texts[$0].isEmpty }
      let most = try #require(others.map { similarity(sets[a], sets[$0]) }.max())
      let listed = found.pairs.filter { $0.first == a || $0.second == a }.map(\.similarity).max() ?? 0
      #expect(listed == (most >= 0.6 ? most : 0), "example \(a)")
    }
  }

  @Test func copiesBeyondCountingAreCountedAllTheSame() throws {
    let texts = (0..<3000).map { $0 < 2900 ? "the very same words again" : "text number\($0) of its own" }
    let assignment = texts.indices.map { Int32($0 % 5) }
    let found = try #require(NearDuplicates.find(table(texts), states: nil, assignments: [assignment]))
    #expect(found.near.parted == [2900] && found.isComplete)
    #expect(found.pairs.count <= 3000 * NearDuplicates.mostListed)
    let one = try #require(
      NearDuplicates.find(table(texts), states: nil, assignments: [texts.indices.map { _ in 3 }]))
    #expect(one.near.parted == [0] && one.pairs.allSatisfy { $0.parted == 0 })
  }

  /// More variants of one template than are compared with each other: said.
  @Test func largeGroupsAreSaidToBeComparedInPart() throws {
    let words = (0..<30).map { "word\($0)" }
    let texts = (0..<400).map { (words + ["own\($0)"]).joined(separator: " ") }
    let found = try #require(
      NearDuplicates.find(table(texts), states: nil, assignments: [texts.indices.map { Int32($0 % 5) }]))
    #expect(!found.isComplete && found.near.parted == [400])
    #expect(found.notes(clusters: nil).contains(Note(.nearDuplicatesBounded, 200)))
  }

  @Test func theOwnSplitIsLookedAtToo() throws {
    let texts = variants(60, seed: 3)
    let splits = texts.indices.map { $0 / 6 % 3 == 0 ? "Test" : $0 % 7 == 0 ? "" : "train" }
    let found = try #require(
      NearDuplicates.find(table(texts, splits: splits), states: nil, assignments: [texts.indices.map { _ in 0 }]))
    let sets = texts.map(shingles)
    let test = texts.indices.filter { splits[$0] == "Test" }
    let training = texts.indices.filter { splits[$0] == "train" }
    #expect(found.splitTestCount == test.count && found.similar.parted == [0])
    for (count, bar) in [(found.near, 0.8), (found.similar, 0.6)] {
      let expected = test.count { a in training.contains { similarity(sets[a], sets[$0]) >= bar } }
      #expect(count.acrossSplit == expected)
    }
    #expect(found.pairs.contains { $0.isAcrossSplit })
    #expect(found.notes(clusters: nil).map(\.code) == [.nearDuplicatesOfSplit])
  }

  /// Without texts, and with different texts of which the same part was read: equal states.
  @Test func equalStatesAreFound() throws {
    var generator = SeededGenerator(seed: 4)
    var values = (0..<20 * 4).map { _ in Float(generator.normal()) }
    func copy(_ from: Int, _ to: Int) { for k in 0..<4 { values[to * 4 + k] = values[from * 4 + k] } }
    copy(2, 9)
    copy(2, 17)
    // States of zeros say that nothing was read.
    for row in [4, 5] { for k in 0..<4 { values[row * 4 + k] = 0 } }
    let states = PooledStates(layer: 1, pooling: .max, dimension: 4, values: values)
    let assignment = (0..<20).map { Int32($0 % 5) }
    let found = try #require(
      NearDuplicates.find(table(nil, count: 20), states: states, assignments: [assignment]))
    #expect(found.pairs.map { [$0.first, $0.second] } == [[2, 9], [2, 17]])
    #expect(found.pairs.allSatisfy { $0.kind == "state" && $0.similarity == 1 })
    // 2 and 17 share a fold, 9 is elsewhere: all three have a copy on another side.
    #expect(found.pairs.map(\.parted) == [1, 0] && found.near.parted == [3] && found.similar.parted == [3])
    let texts = (0..<20).map { "text of its own number\($0) \(generator.integer(below: 1000))" }
    let both = try #require(NearDuplicates.find(table(texts), states: states, assignments: [assignment]))
    #expect(both.near.parted == [3])
    #expect(NearDuplicates.find(table(nil, count: 20), states: nil, assignments: [assignment]) == nil)
  }

  /// Templates without a column that names them are a warning; with it there is nothing to say.
  @Test func templatesAreWarnedOf() throws {
    var dataset = SmallDatasets.make(examples: 90)
    dataset.examples.texts = variants(90, seed: 5)
    var options = ProbeOptions()
    options.representations = ["majority", "continuous"]
    options.repeats = 2
    options.c = [1]
    let result = try ProbeLaboratory.study(dataset, options: options)
    let found = try #require(result.study.nearDuplicates)
    #expect(found.isSevere && found.similar.parted.count == 2)
    #expect(result.warnings.map(\.code) == [.similarAcrossFolds, .clustersWouldHelp])
    #expect(result.study.notes.contains(Note(.clustersWouldHelp)))
    dataset.examples.clusters = CategoryColumn(name: "template", cells: (0..<90).map { "t\($0 % 6)" })
    let kept = try ProbeLaboratory.study(dataset, options: options)
    #expect(kept.warnings.isEmpty && kept.study.nearDuplicates?.similar.parted == [0, 0])
    #expect(!kept.study.notes.contains { [.nearDuplicates, .nearDuplicatesVarying].contains($0.code) })
    #expect(!(kept.study.nearDuplicates?.pairs.isEmpty ?? true))
  }

  /// HateCheck is made of templates. All pairs compared in Python: 1,327 of 1,800 texts have a similar one, 226 a
  /// near-duplicate; of 2,989 similar pairs a handful may be missed.
  @Test(.enabled(if: TestPaths.sharedData != nil)) func hateCheckIsFullOfVariants() throws {
    let data = try #require(TestPaths.sharedData)
    let table = try ExampleTable.read(
      path: data + "/hatecheck/examples.csv",
      columns: ExampleColumns(id: "id", text: "text", label: "label"))
    let apart = table.labels.indices.map { Int32($0) }
    let found = try #require(NearDuplicates.find(table, states: nil, assignments: [apart]))
    #expect((1320...1327).contains(found.similar.parted[0]) && found.near.parted == [226] && found.isComplete)
    #expect(found.isSevere)
  }
}
