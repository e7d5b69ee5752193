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
