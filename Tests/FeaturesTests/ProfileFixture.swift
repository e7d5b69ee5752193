import Findings
import Foundation
import LinearAlgebra
import SparseAutoencoders
import TensorFiles
import TestSupport

@testable import Features

/// A made-up dataset and what numpy makes of it (`Fixtures/make.py`).
struct ProfileFixture: Decodable {
  struct Neighbour: Decodable {
    var feature: Int32
    var value: Double
    var common: Int32

    init(from decoder: any Swift.Decoder) throws {
      var row = try decoder.unkeyedContainer()
      feature = try row.decode(Int32.self)
      value = try row.decode(Double.self)
      common = try row.decode(Int32.self)
    }
  }

  struct WordRow: Decodable {
    var word: String
    var z: Double
    var delta: Double
    var active: Int32
    var others: Int32

    init(from decoder: any Swift.Decoder) throws {
      var row = try decoder.unkeyedContainer()
      word = try row.decode(String.self)
      z = try row.decode(Double.self)
      delta = try row.decode(Double.self)
      active = try row.decode(Int32.self)
      others = try row.decode(Int32.self)
    }
  }

  var values: [[Float]]
  var decoder: [[Float]]
  var texts: [String]
  var strongest: Int
  var coFiring: [[Neighbour]]
  var decoderNearest: [[Neighbour]]
  var duplicateOf: [Int32]
  var words: [[WordRow]]
  /// Example, bin, value.
  var spread: [[[Float]]]

  enum CodingKeys: String, CodingKey {
    case values, decoder, texts, strongest, words, spread
    case coFiring = "co_firing"
    case decoderNearest = "decoder_nearest"
    case duplicateOf = "duplicate_of"
  }

  static func read() throws -> ProfileFixture {
    let path = TestPaths.fixtures("Features") + "/profiles.json"
    return try JSONDecoder().decode(ProfileFixture.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Examples × features.
  var matrix: SparseMatrix { SparseMatrix(rows: values) }

  func weights(transposed: Bool) -> WeightMatrix {
    let (features, d) = (decoder.count, decoder[0].count)
    let values =
      transposed ? (0..<d).flatMap { k in decoder.map { $0[k] } } : decoder.flatMap { $0 }
    return WeightMatrix(values: FloatStorage(values), inputs: features, outputs: d, isTransposed: transposed)
  }
}

extension SparseMatrix {
  /// The matrix of full rows, zeros left out.
  init(rows: [[Float]]) {
    self.init(columnCount: rows.first?.count ?? 0)
    for row in rows {
      for (column, value) in row.enumerated() where value != 0 {
        indices.append(Int32(column))
        values.append(value)
      }
      offsets.append(indices.count)
    }
  }
}
