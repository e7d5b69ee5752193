/// A claim as `claims.json` holds it.
struct ClaimRecord: Decodable {
  struct Figure: Decodable {
    var name: String
    var value: Double
    var low: Double?
    var high: Double?
    var unit: String
    var evidence: Evidence
  }

  struct Evidence: Decodable {
    var file: String
    var key: [String: String]
    var column: String
    var lowColumn: String?
    var highColumn: String?
    var reduction: String

    enum CodingKeys: String, CodingKey {
      case file, key, column, reduction
      case lowColumn = "low_column"
      case highColumn = "high_column"
    }
  }

  var id: String
  var kind: String
  var verdict: String
  var figures: [Figure]
  /// As it is said, by language.
  var text: [String: String]
}
