import Foundation
import TestSupport
import Testing

@testable import Findings

@Suite struct FileNameTests {
  @Test(arguments: [
    ("gender", "gender"), ("Sex", "Sex"), ("age_group-2", "age_group-2"), ("target×language", "target+language"),
    ("性別", "=6027-5225="), ("年齢", "=5e74-9f62="), ("a b/c", "a=20=b=2f=c"), ("a+b", "a=2b=b"), ("a=b", "a=3d=b"),
    ("..", "=2e-2e="), (".x", "=2e=x"), ("x.", "x=2e="), ("x.groups", "x=2e=groups"), ("", "=="), ("con", "=63=on"),
    ("Com1", "=43=om1"), ("com", "com"), ("console", "console"), ("e\u{301}", "=e9="), ("é", "=e9="),
    ("a\u{0}", "a=0="),
  ])
  func names(name: String, expected: String) { #expect(FileName.part(name) == expected) }

  /// Names of many scripts and of the characters that the mapping itself uses.
  private func randomNames(_ count: Int) -> [String] {
    let pools: [[Unicode.Scalar]] = [
      Array("ab1".unicodeScalars), Array("aB-_=.+×/ 26".unicodeScalars), Array("性別年齢か゛がé\u{301}".unicodeScalars),
      [0, 1, 0x7F, 0x85, 0xA0, 0x202E, 0xFEFF, 0x1F468, 0x200D, 0x10FFFF].compactMap { Unicode.Scalar($0 as UInt32) },
    ]
    var mutator = Mutator(seed: 5)
    return (0..<count).map { index in
      var text = String.UnicodeScalarView()
      let length = index % 50 == 0 ? 60 + mutator.index(below: 200) : mutator.index(below: 6)
      for _ in 0..<length {
        let pool = pools[index % 3 == 0 ? 1 : mutator.index(below: pools.count)]
        text.append(pool[mutator.index(below: pool.count)])
      }
      return String(text)
    }
  }

  @Test func noTwoNamesShareAFile() {
    var owners: [String: String] = [:]
    for name in randomNames(20_000) {
      let part = FileName.part(name)
      // Equal strings are those that Unicode holds to be the same.
      if let owner = owners.updateValue(name, forKey: part) { #expect(owner == name, "\(part)") }
    }
    #expect(owners.count > 8000)
  }

  @Test func everyFileSystemTakesThem() {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+=".utf8)
    let devices: Set<String> = ["con", "prn", "aux", "nul", "com1", "lpt9"]
    for name in randomNames(5000) + devices + ["CON", "Nul", String(repeating: "a", count: 121)] {
      let part = FileName.part(name)
      #expect((1...FileName.longest).contains(part.utf8.count), "\(part)")
      #expect(part.utf8.allSatisfy(allowed.contains), "\(part)")
      #expect(!devices.contains(part.lowercased()), "\(part)")
    }
  }

  @Test func plainNamesStay() {
    for name in ["l6-w512", "messages", "a", "A9_z", String(repeating: "x", count: 120)] {
      #expect(FileName.part(name) == name && FileName.part(FileName.part(name)) == name)
    }
  }

  @Test func longNamesEndInADigest() {
    let long = String(repeating: "長", count: 200)
    #expect(FileName.part(long) != FileName.part(long + "い"))
    #expect(FileName.part(long).hasPrefix("=9577-9577"))
    let several = FileName.parts([long, long + "い", "c"])
    #expect(several.utf8.count == FileName.longestOfSeveral)
    #expect(several != FileName.parts([long, long + "う", "c"]))
    #expect(FileName.parts(["a", "b-c", "d"]) == "a.b-c.d")
  }

  @Test func namesThatDifferInCapitalsClash() {
    #expect(FileName.clash(in: ["gender", "age", "性別"]) == nil)
    let pair = FileName.clash(in: ["sex", "age", "Sex"])
    #expect(pair?.0 == "sex" && pair?.1 == "Sex")
    #expect(FileName.clash(in: ["a", "a"]) != nil)
  }
}
