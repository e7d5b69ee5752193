import Diagnostics
import TensorFiles

/// Stacks parts to one source.
struct PartStack {
  private var parts: [TensorStates.Part] = []
  private var offsets = [0]
  /// Rows that are tokens, kept only once one part has padding.
  private var selection: [Int]?
  private var rows = 0
  private var dimension: Int?
  private var isPadded = false
  private(set) var notes: [String] = []
  /// Of the last part that has neither mask nor padding.
  private(set) var positions: UnmaskedPositions?

  /// Adds [n, d], or [n, seq, d] whose tokens a mask, or else zeros in all dimensions, tell from padding.
  ///
  /// - Parameter zerosArePadding: the library is known to set every masked position to zero; otherwise that is only
  ///   supposed where an example begins or ends so.
  mutating func add(_ tensor: Tensor, _ mask: Tensor?, zerosArePadding: Bool = false, path: String) throws {
    let d = tensor.shape[tensor.shape.count - 1]
    guard dimension == nil || dimension == d else {
      throw AtlasError(path: path, "states of \(d) dimensions, where the parts before have \(dimension ?? 0)")
    }
    dimension = d
    let before = offsets[offsets.count - 1]
    let count = tensor.stateRowCount
    if tensor.shape.count == 3 {
      isPadded = true
      var kept: (rows: [Int], offsets: [Int])?
      if let mask {
        kept = try PaddedStates.select(mask: mask, path: path)
      } else if zerosArePadding || PaddedStates.looksPadded(tensor) {
        kept = PaddedStates.selectNonZero(tensor)
        let note = "There is no mask: positions that are zero in all dimensions are taken for padding."
        if !notes.contains(note) { notes.append(note) }
      }
      if let kept {
        if selection == nil { selection = Array(0..<rows) }
        selection?.append(contentsOf: kept.rows.map { rows + $0 })
        offsets.append(contentsOf: kept.offsets.dropFirst().map { before + $0 })
      } else {
        selection?.append(contentsOf: rows..<rows + count)
        let examples = (positions?.examples ?? 0) + tensor.shape[0]
        positions = UnmaskedPositions(tensor)
        positions?.examples = examples
        for example in 1..<tensor.shape[0] + 1 { offsets.append(before + example * tensor.shape[1]) }
      }
    } else {
      selection?.append(contentsOf: rows..<rows + count)
      for row in 1..<count + 1 { offsets.append(before + row) }
    }
    rows += count
    parts.append(TensorStates.Part(tensor, path: path))
  }

  func source(_ path: String) throws -> TensorStates {
    guard let dimension else { throw AtlasError(path: path, "no states are here") }
    return TensorStates(
      parts: parts, dimension: dimension, offsets: isPadded ? offsets : nil, selection: selection)
  }
}
