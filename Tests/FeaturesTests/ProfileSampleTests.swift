import Datasets
import Findings
import LinearAlgebra
import Testing

@testable import Features

extension ProfileSample {
  /// All rows of a matrix, which have no ids of their own.
  static func all(of matrix: SparseMatrix) -> ProfileSample {
    ProfileSample(ids: (0..<matrix.rowCount).map { "\($0)" }, limit: matrix.rowCount, seed: 1)
  }
}

@Suite struct ProfileSampleTests {
  private let ids = (0..<400).map { "example \($0)" }

  @Test func theSampleFollowsFromIdsAndSeed() {
    let whole = ProfileSample(ids: ids, limit: 400, seed: 1)
    #expect(whole.isWhole && whole.rows == Array(ids.indices))
    let sample = ProfileSample(ids: ids, limit: 100, seed: 1)
    #expect(!sample.isWhole && sample.rows.count == 100 && sample.exampleCount == 400)
    #expect(sample.rows == Set(sample.rows).sorted())
    // A smaller one is part of a larger one, and another seed draws others.
    let smaller = ProfileSample(ids: ids, limit: 30, seed: 1)
    #expect(smaller.rows == sample.drawn.prefix(30).map { sample.rows[$0] }.sorted())
    let other = ProfileSample(ids: ids, limit: 100, seed: 2)
    // 25 of 100 are expected in both, with a standard deviation of 3.8.
    #expect((5...45).contains(Set(sample.rows).intersection(other.rows).count))
    let turned = ProfileSample(ids: ids.reversed(), limit: 100, seed: 1)
    #expect(turned.rows == sample.rows.map { 399 - $0 }.sorted())
    // Every part of the file has its share.
    for quarter in 0..<4 {
      #expect((10...40).contains(sample.rows.count { $0 / 100 == quarter }))
    }
  }

  private func table(_ numbers: inout TestNumbers) -> (rows: [[Float]], texts: [String]) {
    var (rows, texts): ([[Float]], [String]) = ([], [])
    for _ in ids {
      let subject = Int((numbers.next() + 1) * 4)
      rows.append(
        (0..<24).map { feature in
          let isOwn = feature % 8 == subject
          return (numbers.next() + 1) / 2 < (isOwn ? 0.8 : 0.1) ? 1 + numbers.next() / 2 : 0
        })
      texts.append((0..<12).map { _ in "s\(subject)w\(Int((numbers.next() + 1) * 10))" }.joined(separator: " "))
    }
    return (rows, texts)
  }

  private func profiles(
    _ rows: [[Float]], _ texts: [String], ids: [String], _ sample: ProfileSample
  ) throws -> MeasuredProfiles {
    let examples = ExampleTable(path: "", ids: ids, texts: texts)
    return try MeasuredProfiles(
      SparseMatrix(rows: rows), decoder: nil, norms: nil,
      words: try DistinctiveWords(examples, tokens: nil, of: sample, threads: 2), sample: sample, strongest: 5,
      dataset: "data", checkpoint: "sae", threads: 2)
  }

  /// Words are those of the sample alone; neighbours are found there, but told of all examples.
  @Test func whatIsFoundInASampleIsToldOfAllExamples() throws {
    var numbers = TestNumbers(7)
    let (rows, texts) = table(&numbers)
    let sample = ProfileSample(ids: ids, limit: 150, seed: 3)
    let all = try profiles(rows, texts, ids: ids, ProfileSample(ids: ids, limit: 400, seed: 3))
    let found = try profiles(rows, texts, ids: ids, sample)
    let own = sample.rows.map { ids[$0] }
    let part = try profiles(
      sample.rows.map { rows[$0] }, sample.rows.map { texts[$0] }, ids: own,
      ProfileSample(ids: own, limit: 150, seed: 3))
    #expect(found.profiles.words.vocabulary == part.profiles.words.vocabulary)
    #expect(found.profiles.words.z == part.profiles.words.z && !part.profiles.words.z.isEmpty)
    #expect(found.profiles.words.active == part.profiles.words.active)
    #expect(found.profiles.notes.map(\.code) == [.coFiringSampled, .wordsSampled])
    #expect(all.profiles.notes.isEmpty && found.profiles.notes.allSatisfy { $0.values == [.count(150), .count(400)] })

    let firings = FiringColumns(columns: SparseMatrix(rows: rows).transposed())
    let lists = found.profiles.coFiring
    var same = 0
    for feature in 0..<24 {
      let range = lists.range(of: feature)
      #expect(!range.isEmpty)
      let values = lists.values[range]
      #expect(Array(values) == values.sorted(by: >) && values.allSatisfy { $0 > 0 })
      for entry in range {
        let neighbour = Int(lists.features[entry])
        #expect(lists.values[entry] == firings.phi(feature, neighbour))
        #expect(Int(lists.common[entry]) == firings.common(feature, neighbour))
      }
      let nearest = all.profiles.coFiring.range(of: feature).prefix(2).map { all.profiles.coFiring.features[$0] }
      if Array(lists.features[range].prefix(2)) == nearest { same += 1 }
    }
    // The two features of the same subject stand out in the sample, too.
    #expect(same == 24)
  }

  @Test func theOrderOfExamplesDoesNotMatter() throws {
    var numbers = TestNumbers(9)
    let (rows, texts) = table(&numbers)
    let order = ids.indices.sorted { ($0 * 7919 % 401, $0) < ($1 * 7919 % 401, $1) }
    let turned = order.map { ids[$0] }
    let a = try profiles(rows, texts, ids: ids, ProfileSample(ids: ids, limit: 120, seed: 5))
    let b = try profiles(
      order.map { rows[$0] }, order.map { texts[$0] }, ids: turned, ProfileSample(ids: turned, limit: 120, seed: 5))
    #expect(order != Array(ids.indices))
    #expect(a.profiles.neighboursCSV() == b.profiles.neighboursCSV())
    #expect(a.profiles.wordsCSV() == b.profiles.wordsCSV())
  }
}
