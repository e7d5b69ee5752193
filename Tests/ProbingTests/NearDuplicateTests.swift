import Testing

@testable import Probing

@Suite struct NearDuplicateTests {
  /// Against comparing all pairs: no false pair, and every text with a near-duplicate is found.
  @Test func findsWhatAllPairsWouldShow() {
    let subjects = ["Maria", "Thomas", "Aiko", "Omar", "Lena", "Jonas", "Priya", "Chen", "Sofia", "Pavel"]
    var texts: [String] = []
    for subject in subjects {
      texts.append(
        "this year \(subject) delivered every project early and the whole team asked to work together again soon")
      texts.append("\(subject) missed one deadline")
    }
    texts += [
      "", "something else entirely with other words in it",
      "THIS year Maria delivered every project early, and the whole team asked to work together again soon!",
    ]
    func shingles(_ text: String) -> Set<String> {
      let words = text.lowercased().split { !$0.isLetter }.map(String.init)
      return Set(words + zip(words, words.dropFirst()).map { $0 + " " + $1 })
    }
    var alike: Set<Int> = []
    for a in texts.indices {
      for b in texts.indices where b > a {
        let (x, y) = (shingles(texts[a]), shingles(texts[b]))
        let common = Double(x.intersection(y).count)
        if common / Double(x.union(y).count) >= 0.8 { alike.formUnion([a, b]) }
      }
    }
    let found = NearDuplicates(texts, rows: Array(texts.indices))
    #expect(!alike.isEmpty && alike.count < texts.count)
    #expect(Set(found.pairs.flatMap { [$0.first, $0.second] }) == alike)
    #expect(found.pairs.contains { $0 == (0, texts.count - 1) })
    // Copies in one fold are no matter; those in two are.
    #expect(found.parted(by: texts.indices.map { _ in 0 }).isEmpty)
    #expect(found.parted(by: texts.indices.map { Int32($0 == 0 ? 1 : 0) }).contains(0))
  }
}
