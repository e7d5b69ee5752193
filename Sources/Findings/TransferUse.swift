/// What an example is used for in a pair, the same for every arm: `transfer.TRAIN.TEST.rows.csv`, so that every fit can be made
/// again.
public struct TransferUse: Codable, Sendable {
  /// Whether it belongs to the dataset that is tested on.
  public var isTest: Bool
  /// As the examples are named.
  public var id: String
  /// Of the test dataset the fold that tests it; nil in the other.
  public var fold: Int?
  /// Of the training dataset: folds of the test dataset whose probe is trained on it.
  public var trains: [Int]
  /// Folds for which it is trained on where like is compared with like: of the training dataset by the matched probe, of the
  /// test dataset by the ceiling's.
  public var matched: [Int]
  /// Fold of the example's own dataset in joint training.
  public var ownFold: Int?
  /// In few-shot curves: of the training dataset folds of the test dataset whose probes are trained on it; of the test dataset
  /// `fold/draw/number`, the smallest number of examples of the draw that contains it.
  public var curve: [String] = []
  /// Whether curves and joint training use it at all; larger datasets are used in part.
  public var isPooled = false

  public init(isTest: Bool, id: String, fold: Int?, trains: [Int], matched: [Int]) {
    self.isTest = isTest
    self.id = id
    self.fold = fold
    self.trains = trains
    self.matched = matched
  }

  public static func csv(_ uses: [TransferUse]) -> [UInt8] { table.bytes(uses) }

  static let table = CSVTable<TransferUse> { table in
    @Sendable func list(_ folds: [Int]) -> String { folds.map(String.init).joined(separator: " ") }
    table.text("side", "“train” or “test”") { $0.isTest ? "test" : "train" }
    table.text("example", "its id") { $0.id }
    table.integer("fold", "fold of the test dataset that tests it") { $0.fold }
    table.text("trains", "folds of the test dataset whose probe is trained on it") { list($0.trains) }
    table.text("matched", "folds for which it is trained on at equal size: matched probe or ceiling") {
      list($0.matched)
    }
    table.integer("own_fold", "fold of its own dataset in joint training") { $0.ownFold }
    table.flag("pooled", "whether curves and joint training use it") { $0.isPooled }
    table.text(
      "curve",
      "train: folds whose probes of the curve are trained on it; test: fold/draw/number, the smallest number of examples of "
        + "the draw that contains it"
    ) { $0.curve.joined(separator: " ") }
  }
}
