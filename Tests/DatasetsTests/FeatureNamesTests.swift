import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct FeatureNamesTests {
  private func read(_ text: String) throws -> FeatureNames {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileSink.write(folder + "/names.csv", Array(("checkpoint,feature,name,source\n" + text).utf8))
    return try FeatureNames.read(path: folder + "/names.csv")
  }

  @Test func readsNamesByCheckpoint() throws {
    let names = try read("a,3,\"praise, faint\",me\nb,3,other,you\n")
    #expect(names.names(of: "a") == [3: FeatureNames.Name(text: "praise, faint", source: "me")])
    #expect(names.names(of: "c").isEmpty)
  }

  @Test(arguments: [("a,x,n,s\n", 2), ("a,1,n,s\na,-1,n,s\n", 3), ("a,1,n,s\na,1,m,s\n", 3)])
  func refusesWhatIsNoFeatureOrNamedTwice(text: String, line: Int) throws {
    let error = try #require(throws: AtlasError.self) { try read(text) }
    #expect(error.line == line)
  }
}

/// Names that others export.
@Suite struct FeatureNameKindsTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private let two = [FeatureNames.Candidate(id: "a", layer: 4), FeatureNames.Candidate(id: "b", layer: 20)]

  private func row(_ layer: String, _ index: String, _ text: String, model: String = "m") -> String {
    let members = [
      #""modelId": "gemma""#, #""layer": "\#(layer)""#, #""index": \#(index)"#, #""description": \#(text)"#,
      #""explanationModelName": "\#(model)""#, #""embedding": [0.1, 0.2]"#, #""author": {"name": "x"}"#,
    ]
    return "{" + members.joined(separator: ", ") + "}"
  }

  @Test func neuronpediaExportsAndLists() throws {
    let rows = [
      row("20-gemmascope-res-16k", "\"7\"", "\"trains\""), row("20-gemmascope-res-16k", "8", "null"),
      row("4-gemmascope-res-16k", "7", "\"boats\"", model: ""), row("9-res", "1", "\"else\""),
      row("20-gemmascope-res-16k", "7", "\"second\""),
    ]
    let list = rows.joined(separator: ",\n")
    let files: [(String, String)] = [
      ("a.jsonl", rows.joined(separator: "\n")), ("b.json", "[\(list)]"),
      ("c.json", #"{"explanationsCount": 5, "explanations": ["# + list + "]}"),
    ]
    for (name, text) in files {
      let names = try FeatureNames.read(path: scratch.write(name, text), candidates: two)
      #expect(names.names(of: "b") == [7: .init(text: "trains", source: "Neuronpedia, m")])
      #expect(names.names(of: "a") == [7: .init(text: "boats", source: "Neuronpedia")])
      #expect(names.warnings.map(\.code) == [.namesOfNoLayer, .namesRepeated])
      #expect(names.warnings.first?.description.contains("9-res") == true)
    }
  }

  @Test func batchesOfAFolder() throws {
    for batch in [2, 10, 1] { _ = try scratch.write("e/batch-\(batch).jsonl", row("4-x", "\(batch)", "\"n\(batch)\"")) }
    let names = try FeatureNames.read(path: scratch.path("e"), candidates: two)
    #expect(names.names(of: "a").keys.sorted() == [1, 2, 10])
    #expect(names.files.map { $0.split(separator: "/").last } == ["batch-1.jsonl", "batch-2.jsonl", "batch-10.jsonl"])
  }

  @Test func otherColumnsAndObjects() throws {
    let one = [FeatureNames.Candidate(id: "a", layer: nil)]
    let files: [(String, String)] = [
      ("a.csv", "index;explanation\n3;\"boats; trains\"\n"), ("b.json", "{\"3\": \"boats; trains\", \"4\": null}"),
      ("c.tsv", "feature_id\tlabel\tnote\n3.0\tboats; trains\tx\n"),
      ("d.json", "[{\"index\": \"3\", \"explanations\": [{\"description\": \"boats; trains\"}]}]"),
    ]
    for (name, text) in files {
      let path = try scratch.write(name, text)
      #expect(try FeatureNames.read(path: path, candidates: one).names(of: "a")[3]?.text == "boats; trains")
      #expect(try FeatureNames.read(path: path, checkpoint: "b", candidates: two).names(of: "b").count == 1)
      #expect(
        atlasError { _ = try FeatureNames.read(path: path, candidates: two) }?.hint?.contains("checkpoint: ID") == true)
    }
    let error = atlasError { _ = try FeatureNames.read(path: scratch.write("e.csv", "index,words\n1,x\n")) }
    #expect(error?.message.contains("no column of names") == true)
  }

  @Test func whatMayBeOfTwoCheckpointsIsRefused() throws {
    let same = [FeatureNames.Candidate(id: "a", layer: 4), FeatureNames.Candidate(id: "b", layer: 4)]
    let path = try scratch.write("a.jsonl", row("4-x", "1", "\"n\""))
    #expect(atlasError { _ = try FeatureNames.read(path: path, candidates: same) }?.message.contains("a or b") == true)
    let other = [FeatureNames.Candidate(id: "a", layer: 5)]
    #expect(atlasError { _ = try FeatureNames.read(path: path, candidates: other) }?.message.contains("4-x") == true)
    #expect(try FeatureNames.read(path: path, checkpoint: "a", candidates: other).names(of: "a").count == 1)
    let mixed = try scratch.write("b.jsonl", row("4-x", "1", "\"n\"") + "\n" + row("4-y", "2", "\"n\""))
    #expect(
      atlasError { _ = try FeatureNames.read(path: mixed, candidates: two) }?.message.contains("4-x, 4-y") == true)
  }
}
