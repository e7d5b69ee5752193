import Datasets
import Findings
import LinearAlgebra
import Testing

@testable import Features

@Suite struct DistinctiveWordsTests {
  @Test func wordsAreThoseOfNumpy() throws {
    let fixture = try ProfileFixture.read()
    let examples = ExampleTable(path: "", ids: fixture.texts.indices.map { "\($0)" }, texts: fixture.texts)
    let all = ProfileSample.all(of: fixture.matrix)
    let words = try #require(try DistinctiveWords(examples, tokens: nil, of: all, threads: 2))
    let firings = FiringColumns(columns: fixture.matrix.transposed())
    // What pictures show stands for texts where there are none.
    var pictures = examples
    (pictures.texts, pictures.alts) = (nil, fixture.texts)
    #expect(try DistinctiveWords(pictures, tokens: nil, of: all, threads: 1)?.counts.terms == words.counts.terms)
    for threads in [1, 3] {
      let lists = try words.lists(firings, threads: threads).lists
      #expect(lists.unit == "word" && lists.offsets.count == fixture.words.count + 1)
      for (feature, rows) in fixture.words.enumerated() {
        let range = lists.range(of: feature)
        #expect(range.map { lists.vocabulary[Int(lists.words[$0])] } == rows.map(\.word), "feature \(feature)")
        for (entry, row) in zip(range, rows) {
          #expect(abs(lists.z[entry] - row.z) < 1e-9 && abs(lists.logOdds[entry] - row.delta) < 1e-9)
          #expect(lists.active[entry] == row.active && lists.others[entry] == row.others)
        }
      }
    }
  }

  @Test func unspacedScriptsAreCutIntoParts() {
    #expect(WordRuns.wordsAndParts("猫が好き OK、犬") == ["猫が", "が好", "好き", "猫が好", "が好き", "ok", "犬"])
    #expect(WordRuns.wordsAndParts("a bc仕事d_2") == ["bc", "仕事", "d_2"])
  }

  @Test func theVocabularyIsTheMostFrequentTermsOfSeveralTexts() throws {
    let texts = [["b", "a", "a", "c"], ["a", "b"], ["b", "d", "d", "d"], ["c"]]
    let counts = try TermCounts(count: texts.count) { texts[$0] }
    #expect(counts.terms == ["a", "b", "c", "d"])
    // "d" occurs most of the four that follow "a" and "b", but in one text only; of "a" and "b" both occur three times.
    #expect(counts.frequent(limit: 2, texts: 2).terms == ["a", "b"])
    #expect(counts.frequent(limit: 1, texts: 2).terms == ["a"])
    #expect(counts.frequent(limit: 9, texts: 2).matrix.values == [2, 1, 1, 1, 1, 1, 1])
  }

  /// With nothing set apart, z of a word is close to standard normal or narrower: few features get any.
  @Test func aFeatureThatFiresAtRandomHasFewWords() throws {
    var numbers = TestNumbers(11)
    let texts = (0..<400).map { _ in (0..<20).map { _ in "w\(Int((numbers.next() + 1) * 25))" } }
    let words = DistinctiveWords(try TermCounts(count: 400) { texts[$0] }, unit: "word")
    let rows = (0..<400).map { _ in (0..<50).map { _ -> Float in numbers.next() > 0.5 ? 1 : 0 } }
    let lists = try words.lists(FiringColumns(columns: SparseMatrix(rows: rows).transposed()), threads: 2).lists
    // 2,550 pairs; z > 1.96 by chance in 2.5 % of them at most.
    #expect(lists.words.count < 64)
  }
}
