import Testing

@testable import Diagnostics

@Suite struct MistakesTests {
  @Test func oneMistakeIsThrownAsItIsAndSeveralTogether() throws {
    let mistakes = Mistakes()
    try mistakes.end()
    let first = AtlasError(path: "a", line: 1, "one")
    #expect(mistakes.attempt { 3 } == 3)
    #expect(mistakes.attempt { throw first } as Int? == nil)
    mistakes.add(first)
    #expect(throws: first) { try mistakes.end() }
    let second = AtlasError(.failure, "two")
    mistakes.attempt { throw AtlasErrors([first, second]) }
    let all = AtlasErrors([first, second])
    #expect(throws: all) { try mistakes.end() }
    #expect(all.exitCode == 2 && AtlasErrors([second]).exitCode == 1)
    #expect(all.description == "error: a:1: one\nerror: two")
  }

  @Test func eachItemIsTried() throws {
    let mistakes = Mistakes()
    let odd = mistakes.each(1...4) { number in
      if number % 2 == 0 { throw AtlasError(.input, "\(number) is even") }
      return number
    }
    #expect(odd == [1, 3] && mistakes.all.map(\.message) == ["2 is even", "4 is even"])
    #expect(throws: AtlasErrors.self) { try Mistakes.ofEach(1...4) { throw AtlasError(.input, "\($0)") } as [Int] }
    #expect(try Mistakes.ofEach(1...2) { $0 * 2 } == [2, 4])
  }
}
