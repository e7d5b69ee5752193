import Testing

@testable import LinearAlgebra

/// Numbers between −1 and 1 without a pattern that a sum could profit from.
private func numbers(_ count: Int, _ seed: UInt64) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
  }
}

/// The definition: 16 chains of fused multiply-adds, added in halves.
private func defined(_ x: ArraySlice<Float>, _ w: ArraySlice<Float>) -> Float {
  var lanes = [Float](repeating: 0, count: 16)
  for (index, (a, b)) in zip(x, w).enumerated() { lanes[index % 16] = lanes[index % 16].addingProduct(a, b) }
  for half in [8, 4, 2, 1] { for lane in 0..<half { lanes[lane] += lanes[lane + half] } }
  return lanes[0]
}

@Suite struct DotProductsTests {
  // Rows and features that leave remainders of every tile.
  @Test(arguments: [16, 48, 400], [1, 5, 13]) func everyWayHasTheBitsOfTheDefinition(stride: Int, rows: Int) {
    let features = 61
    let x = numbers(rows * stride, 1)
    let w = numbers(features * stride, 2)
    var all = [Float](repeating: .nan, count: rows * features)
    DotProducts.all(x, rows: rows, w, features: features, stride: stride, into: &all, ldo: features)
    let places = (0..<rows * features).filter { $0 % 3 != 1 }
    var some = [Float](repeating: .nan, count: places.count)
    DotProducts.pairs(
      x, w, stride: stride, rows: places.map { UInt32($0 / features) }, features: places.map { UInt32($0 % features) },
      into: &some)
    for row in 0..<rows {
      for feature in 0..<features {
        let expected = defined(
          x[row * stride..<(row + 1) * stride], w[feature * stride..<(feature + 1) * stride])
        #expect(all[row * features + feature].bitPattern == expected.bitPattern)
      }
    }
    for (index, place) in places.enumerated() { #expect(some[index].bitPattern == all[place].bitPattern) }
  }

  @Test func staysWithinItsErrorBound() {
    let stride = 4096
    for seed in 1...20 {
      let x = numbers(stride, UInt64(seed))
      let w = numbers(stride, UInt64(seed + 100))
      var product: Float = 0
      DotProducts.all(x, rows: 1, w, features: 1, stride: stride, into: &product, ldo: 1)
      let exact = zip(x, w).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let size =
        x.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot() * w.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
      #expect(abs(Double(product) - exact) <= DotProducts.relativeError(dimension: stride) * size)
    }
  }
}

@Suite(.enabled(if: ByteProducts.isAvailable)) struct ByteProductsTests {
  // The largest values everywhere would saturate 16-bit sums.
  @Test(arguments: [16, 64, 2304], [false, true]) func areExact(stride: Int, extreme: Bool) {
    let rows = 17
    let features = 70
    let q = numbers(rows * stride, 3).map { Int8(extreme ? ($0 > 0 ? 127 : -127) : ($0 * 127).rounded()) }
    let w = numbers(features * stride, 4).map { Int8(extreme ? ($0 > -0.9 ? 127 : -127) : ($0 * 127).rounded()) }
    let panels = 3
    var packed = [UInt8](repeating: 128, count: ByteProducts.packedBytes(features: features, stride: stride))
    #expect(packed.count == panels * 32 * stride)
    for feature in 0..<features {
      ByteProducts.pack(
        Array(w[feature * stride..<(feature + 1) * stride]), feature: feature, stride: stride, into: &packed)
    }
    let sums = (0..<rows).map { row in q[row * stride..<(row + 1) * stride].reduce(Int32(0)) { $0 + Int32($1) } }
    var out = [Float](repeating: .nan, count: rows * panels * 32)
    ByteProducts.multiply(
      q, sums: sums, rows: rows, packed, panels: panels, stride: stride, into: &out, ldo: panels * 32)
    for row in 0..<rows {
      for feature in 0..<panels * 32 {
        var exact: Int32 = 0
        if feature < features {
          for k in 0..<stride { exact += Int32(q[row * stride + k]) * Int32(w[feature * stride + k]) }
        }
        #expect(out[row * panels * 32 + feature] == Float(exact))
      }
    }
  }

  @Test func aRowTellsItsOwnError() {
    let count = 96
    let row = numbers(count, 9).map { $0 * 3 }
    let centre = numbers(count, 10)
    var q = [Int8](repeating: 0, count: count)
    let found = ByteProducts.Row(row, centre: centre, count: count, into: &q)
    let differences = zip(row, centre).map { Double($0) - Double($1) }
    let errors = zip(differences, q).map { $0 - Double(found.scale) * Double($1) }
    func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    #expect(abs(Double(found.difference) / norm(differences) - 1) < 1e-5)
    #expect(abs(Double(found.error) / norm(errors) - 1) < 1e-4)
    #expect(abs(Double(found.norm) / norm(row.map(Double.init)) - 1) < 1e-5)
    #expect(found.sum == q.reduce(Int32(0)) { $0 + Int32($1) })
    #expect(errors.allSatisfy { abs($0) <= Double(found.scale) * 0.5001 })
    #expect(q.contains { abs(Int($0)) == 127 })
  }

  @Test(arguments: [Float.infinity, .nan]) func whatIsNotFiniteIsSaid(value: Float) {
    var row = numbers(32, 11)
    row[5] = value
    var q = [Int8](repeating: 1, count: 32)
    let found = ByteProducts.Row(row, centre: [Float](repeating: 0, count: 32), count: 32, into: &q)
    #expect(found.largest == .infinity && q.allSatisfy { $0 == 0 })
  }
}

@Suite struct SymmetricProductTests {
  /// Sizes around the lanes and tiles of the kernel, against sums in order.
  @Test(arguments: [
    (1, 1), (3, 7), (4, 8), (5, 17), (9, 31), (8, 48), (2, 50), (25, 75), (13, 129), (97, 64), (110, 193),
  ])
  func agreesWithPlainSums(m: Int, n: Int) {
    let a = (0..<m * n).map { Double($0 % 13) - 6 }
    var symmetric = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0..<n { symmetric[row * n + column] = Double((row * column + row + column) % 11) - 5 }
    }
    // Small whole numbers: both precisions are exact.
    let expected = (0..<m * n).map { place in
      (0..<n).reduce(0.0) { $0 + a[place / n * n + $1] * symmetric[$1 * n + place % n] }
    }
    var double = [Double](repeating: .nan, count: m * n)
    Double.symmetricProduct(a, symmetric, into: &double, m: m, n: n)
    #expect(double == expected)
    var single = [Float](repeating: .nan, count: m * n)
    Float.symmetricProduct(a.map(Float.init), symmetric.map(Float.init), into: &single, m: m, n: n)
    #expect(single.map(Double.init) == expected)
  }
}
