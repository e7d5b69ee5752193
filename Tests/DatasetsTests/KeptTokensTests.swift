import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct KeptTokensTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private let offsets = [0, 3, 3, 7, 9]

  private func table() throws -> TokenTable {
    try TokenTable.read(
      path: scratch.write(
        "t.jsonl", #"["<s>", "a", "b"]"# + "\n[]\n" + #"["<s>", "<s>", "c", "</s>"]"# + "\n" + #"["x", "</s>"]"# + "\n")
    )
  }

  private func kept(_ words: [String], _ table: TokenTable? = nil) throws -> KeptTokens {
    try KeptTokens(TokenDrop(words), offsets: offsets, table: table, states: "s")
  }

  @Test func rulesLeaveWhatTheySay() throws {
    let table = try table()
    #expect(try kept(["first"]).positions == [1, 2, 4, 5, 6, 8])
    #expect(try kept(["first"]).offsets == [0, 2, 2, 5, 6])
    #expect(try kept(["last"]).positions == [0, 1, 3, 4, 5, 7])
    #expect(try kept(["<s>", "</s>"], table).positions == [1, 2, 5, 7])
    // What two rules mean is left out once.
    let both = try kept(["first", "<s>"], table)
    #expect(both.positions == [1, 2, 5, 6, 8] && both.droppedCount == 4)
    #expect(both.dropped(ofExample: 2) == [0, 1] && both.dropped(ofExample: 1).isEmpty)
    #expect(both.place(of: 1, inExample: 2) == 3 && both.place(of: 0, inExample: 3) == 1)
  }

  @Test func anExampleWithoutTokensLeftIsNamed() throws {
    let error = atlasError { _ = try kept(["first", "last"]) }
    #expect(error?.message.contains("example 3 has no token left without first, last") == true)
    let unknown = atlasError { _ = try kept(["<bos>", "<s>"], try table()) }
    #expect(unknown?.message.contains("no token is “<bos>”") == true && unknown?.hint?.contains("<s>") == true)
    #expect(TokenDrop(["a", "last", "a", "first"]).words == ["first", "last", "a"])
  }

  /// A state that is infinite in 16-bit floats, as that of a first token may be, is not even read.
  @Test func leftOutStatesAreNotRead() throws {
    let rows: [Float] = [.infinity, 1, 2, .nan, 4, 5, 6, .infinity, 8]
    let source = Rows(values: rows, offsets: offsets)
    let (rest, kept) = try #require(
      try Activations.states(source).leavingOut(TokenDrop(["first"]), tokens: nil, path: "s"))
    guard case .states(let states) = rest else { return }
    for block in 1...6 { #expect(try states.all(block: block) == [1, 2, 4, 5, 6, 8]) }
    #expect(states.offsets == kept.offsets && states.isTokenLevel && states.tokenCount == 6)
    #expect(throws: (any Error).self) { _ = try source.all() }
  }

  /// Features that were encoded without tokens say so, and mean the same tokens when they are read.
  @Test func filesOfFeaturesRemember() throws {
    let matrix = SparseMatrix(
      columnCount: 3, offsets: Array(0...9), indices: (0..<9).map { Int32($0 % 3) },
      values: (0..<9).map { Float($0 + 1) })
    let whole = Activations.encoded(EncodedFeatures(matrix: matrix, offsets: offsets, files: []))
    let rule = TokenDrop(["</s>", "first"])
    let table = try table()
    let shorter = TokenDrop(["<s>"])
    let (rest, kept) = try #require(try whole.leavingOut(shorter, tokens: table, path: "s"))
    #expect(kept.positions == [1, 2, 5, 6, 7, 8])
    let path = scratch.path("features.npz")
    try PlainWriter.write(rest, to: path)
    let read = try HiddenStates.open(path: path).activations
    guard case .encoded(let features) = read else { return }
    #expect(features.leftOut == shorter && features.matrix.values == [2, 3, 6, 7, 8, 9])
    for asked in [TokenDrop.none, shorter] {
      let again = try #require(try read.leavingOut(asked, tokens: table, path: path))
      #expect(again.kept.positions == kept.positions && again.activations.offsets == kept.offsets)
    }
    #expect(
      atlasError { _ = try read.leavingOut(rule, tokens: table, path: path) }?.message.contains("not without") == true)
    #expect(atlasError { _ = try read.leavingOut(shorter, tokens: nil, path: path) } != nil)
    // Rows of examples have no tokens to leave out.
    let pooled = Activations.encoded(EncodedFeatures(matrix: matrix, offsets: Array(0...9), files: []))
    #expect(atlasError { _ = try pooled.leavingOut(TokenDrop(["first"]), tokens: nil, path: "p") } != nil)
    // Without a file of tokens, ends are found by counting.
    let ends = try #require(try whole.leavingOut(TokenDrop(["first"]), tokens: nil, path: "s"))
    try PlainWriter.write(ends.activations, to: path)
    let counted = try #require(
      try HiddenStates.open(path: path).activations.leavingOut(.none, tokens: nil, path: path))
    #expect(counted.kept.positions == ends.kept.positions)
  }
}

/// One dimension; what is not finite throws, as in files.
private struct Rows: HiddenStateSource {
  var values: [Float]
  var offsets: [Int]
  var dimension: Int { 1 }
  var tokenCount: Int { values.count }
  var isTokenLevel: Bool { true }
  var files: [String] { [] }

  struct NotFinite: Error {}

  func read(_ tokens: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) throws {
    guard values[tokens].allSatisfy(\.isFinite) else { throw NotFinite() }
    _ = target.update(from: values[tokens])
  }
}
