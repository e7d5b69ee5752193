import Diagnostics
import TestSupport
import Testing

@testable import Files

@Suite struct StoredNumbersTests {
  /// What every operation of a random sequence leaves, against an array; copies that were made on the way stay as they were.
  @Test(arguments: [SpillLimit.usual, 4096]) func doWhatAnArrayDoes(limit: Int) {
    SpillLimit.lowered(to: limit) {
      for seed in 1...6 as ClosedRange<UInt64> {
        var random = Mutator(seed: seed)
        var (numbers, expected) = (StoredNumbers<Int32>(), [Int32]())
        var copies: [(StoredNumbers<Int32>, [Int32])] = []
        for step in 0..<600 {
          change(&numbers, &expected, &random)
          if step % 50 == 0 { copies.append((numbers, expected)) }
          #expect(numbers.count == expected.count && numbers.last == expected.last)
        }
        #expect(limit == SpillLimit.usual || numbers.isInFile)
        for (numbers, expected) in copies + [(numbers, expected)] {
          #expect(Array(numbers) == expected)
          #expect(numbers.indices.allSatisfy { numbers[$0] == expected[$0] })
          #expect(numbers.withUnsafeBufferPointer { $0.elementsEqual(expected) })
          #expect(numbers == StoredNumbers(expected))
        }
      }
    }
  }

  private func change(_ numbers: inout StoredNumbers<Int32>, _ expected: inout [Int32], _ random: inout Mutator) {
    let value = Int32(random.index(below: 1 << 20)) - 1 << 19
    switch random.index(below: 8) {
    case 0, 1:
      numbers.append(value)
      expected.append(value)
    case 2:
      let some = (0..<random.index(below: 40)).map { value &+ Int32($0) }
      numbers += some
      expected += some
    case 3 where !expected.isEmpty:
      let place = random.index(below: expected.count)
      numbers[place] = value
      expected[place] = value
    case 4:
      // A part of its own.
      let start = random.index(below: expected.count + 1)
      let end = min(expected.count, start + random.index(below: 60))
      numbers.append(contentsOf: numbers[start..<end])
      expected.append(contentsOf: expected[start..<end])
    case 5:
      numbers.reserveCapacity(expected.count + random.index(below: 30))
    case 6:
      numbers.append(contentsOf: repeatElement(value, count: 3).lazy.map { $0 &+ 1 })
      expected.append(contentsOf: repeatElement(value &+ 1, count: 3))
    case 7 where !expected.isEmpty:
      numbers.withUnsafeMutableBufferPointer { $0[0] = value }
      expected[0] = value
    default: break
    }
  }

  @Test func emptyOnesHaveNothing() {
    var none = StoredNumbers<Float>()
    #expect(none.isEmpty && none.first == nil && none == [] && Array(none) == [] && none[0..<0].isEmpty)
    none.append(contentsOf: [])
    none.append(contentsOf: none)
    none.reserveCapacity(0)
    #expect(none.withUnsafeBufferPointer { $0.count } == 0)
    #expect(none[0..<0].withUnsafeBufferPointer { $0.count } == 0)
    none.withUnsafeMutableBufferPointer { #expect($0.isEmpty) }
    #expect(StoredNumbers<Float>(repeating: 3, count: 0).isEmpty && !none.isInFile)
  }

  /// Past the limit the numbers lie in a file, whichever way they have come, and are the same.
  @Test func numbersPastTheLimitLieInAFile() throws {
    let limit = 4096
    try SpillLimit.lowered(to: limit) {
      let bits = (0..<5000).map { UInt32(truncatingIfNeeded: $0 &* 2_654_435_761) & 0x7F7F_FFFF }
      let expected = bits.map { Float(bitPattern: $0) }
      var one = StoredNumbers<Float>()
      for value in expected { one.append(value) }
      var reserved = StoredNumbers<Float>(expected[0..<10])
      try reserved.reserve(expected.count)
      #expect(Array(reserved) == Array(expected[0..<10]) && reserved.capacity >= expected.count)
      reserved += expected[10...]
      var filled = try StoredNumbers<Float>(zeros: expected.count)
      #expect(filled.allSatisfy { $0.bitPattern == 0 })
      filled.withUnsafeMutableBufferPointer { _ = $0.update(from: expected) }
      let whole = StoredNumbers(expected)
      for numbers in [one, reserved, filled, whole] {
        #expect(numbers.isInFile && numbers.map(\.bitPattern) == bits)
        #expect(numbers[1200..<1300].withUnsafeBufferPointer { $0.map(\.bitPattern) } == Array(bits[1200..<1300]))
        #expect(numbers[4990...].sorted() == expected[4990...].sorted())
      }
      // Two copies: what one changes, the other does not see.
      var other = one
      other[17] = 5
      other.append(1)
      #expect(one.map(\.bitPattern) == bits && other[17] == 5 && other.count == 5001 && other.isInFile)
      let rows = [6, 7, 0, 1, 6, 7].map { bits[$0] }
      #expect(one.selectingRows([3, 0, 3], of: 2).map(\.bitPattern) == rows)
    }
  }

  /// More than any disk has.
  @Test func noRoomIsAnErrorAndChangesNothing() {
    SpillLimit.lowered(to: 4096) {
      for start in [[], [1, 2, 3], Array(0..<3000)] as [[Int32]] {
        var numbers = StoredNumbers(start)
        let error = #expect(throws: AtlasError.self) { try numbers.reserve(1 << 55) }
        #expect(error?.kind == .failure && error?.hint?.contains("TMPDIR") == true, "\(error?.description ?? "")")
        #expect(Array(numbers) == start)
        numbers.append(7)
        #expect(Array(numbers) == start + [7])
      }
    }
  }

  /// Where an error cannot be thrown, it is said as if it had been, and the run ends.
  @Test func whatCannotBeThrownEndsTheRun() async {
    let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      SpillLimit.lowered(to: 4096) {
        var numbers: StoredNumbers<Int32> = [1, 2, 3]
        numbers.reserveCapacity(1 << 55)
      }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("error: ") && text.contains("cannot make a temporary file"), "\(text)")
  }
}
