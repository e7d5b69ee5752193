import Datasets
import Diagnostics
import SparseAutoencoders
import TensorFiles

/// The matrix by which a model turns its last hidden state into the logits of its vocabulary.
public struct Unembedding: Sendable {
  /// Of the matrix.
  public let path: String
  /// As the file names it.
  public let tensor: String
  /// The model's tokens.
  public let vocabulary: TokenVocabulary
  /// From hidden states to logits; outputs beyond the last token are padding.
  let matrix: WeightMatrix

  /// Files that were read.
  public var files: [String] { [path, vocabulary.path] }
  /// Outputs without a token.
  public var unnamed: Int { matrix.outputs - vocabulary.tokens.count { $0 != nil } }

  /// Names under which models save it.
  private static let usualNames = [
    "lm_head.weight", "embed_out.weight", "output.weight", "unembed.W_U", "W_U", "unembedding",
  ]

  /// Opens the matrix; shapes are checked, contents are read later.
  ///
  /// - Parameters:
  ///   - name: of the tensor; nil: the one of a usual name, or the only matrix of the file.
  ///   - width: of the decoder rows; the matrix is [tokens, width] (as PyTorch stores it, and where both are equal) or [width, tokens].
  /// - Throws: `AtlasError` where there is no such matrix, it does not fit the width, or the tokens do not fit it.
  public static func open(
    path: String, tensor name: String?, vocabulary: TokenVocabulary, width: Int
  ) throws -> Unembedding {
    let container = try TensorFile.open(path)
    let name = try name ?? usualTensor(container)
    var tensor = try container.tensor(name)
    let what = "tensor \(quoted(name)) has the shape \(tensor.shape)"
    guard tensor.shape.count == 2, tensor.elementType.isFloatingPoint else {
      throw AtlasError(
        path: path, "\(what) of \(tensor.elementType.rawValue), where a matrix of real numbers is needed",
        hint: "name the output matrix of the model: `unembedding: {tensor: lm_head.weight}`")
    }
    guard let axis = [1, 0].first(where: { tensor.shape[$0] == width }) else {
      throw AtlasError(
        path: path, "\(what), but the decoder of the checkpoint writes \(width) numbers",
        hint: "give the output matrix of the model that the checkpoint was trained on, [tokens, \(width)]")
    }
    var isTransposed = axis == 1
    let outputs = tensor.shape[1 - axis]
    // Saved column by column: the same memory is the transposed matrix in C order.
    if !tensor.isContiguous, tensor.strides == [1, tensor.shape[0]] {
      tensor = Tensor(
        name: name, shape: tensor.shape.reversed(), strides: tensor.strides.reversed(), elementType: tensor.elementType,
        isByteSwapped: tensor.isByteSwapped, byteOffset: tensor.byteOffset, storage: tensor.storage)
      isTransposed.toggle()
    }
    guard vocabulary.tokens.count <= outputs else {
      throw AtlasError(
        path: vocabulary.path,
        "token \(vocabulary.tokens.count - 1) has no logit: \(path) has \(outputs)",
        hint: "give the tokens of the model that the matrix is of")
    }
    let unembedding = Unembedding(
      path: path, tensor: name, vocabulary: vocabulary,
      matrix: WeightMatrix(tensor, inputs: width, outputs: outputs, isTransposed: isTransposed))
    guard unembedding.unnamed <= outputs / 2 else {
      throw AtlasError(
        path: vocabulary.path, "\(unembedding.unnamed) of the \(outputs) logits of \(path) have no token here",
        hint: "give the tokens of the model that the matrix is of")
    }
    return unembedding
  }

  private static func usualTensor(_ container: any TensorContainer) throws -> String {
    if let usual = usualNames.first(where: container.contains) { return usual }
    let matrices = container.tensors.filter { $0.shape.count == 2 }
    guard matrices.count == 1 else {
      let names = matrices.prefix(8).map { quoted($0.name) }.joined(separator: ", ")
      throw AtlasError(
        path: container.path,
        "\(matrices.isEmpty ? "no" : "none of the \(matrices.count)") tensors here is plainly the unembedding",
        hint: "name it: `unembedding: {tensor: NAME}`"
          + (matrices.isEmpty ? "" : "; the file holds \(names)\(matrices.count > 8 ? ", …" : "")"))
    }
    return matrices[0].name
  }
}
