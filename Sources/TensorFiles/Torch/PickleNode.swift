/// A value while a pickle is being read. Nodes lie in one array and point to each other by index: shared and cyclic
/// references cost nothing and depth never becomes recursion.
enum PickleNode {
  case none
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case bytes([UInt8])
  case list([Int])
  case tuple([Int])
  case dictionary([(key: Int, value: Int)])
  case object(PickleObject)
  case global(module: String, name: String)
  case storage(TorchStorageReference)
  case tensor(Int)
}

/// An instance of a class that is not known: its name, what it would have been made with, what it holds.
struct PickleObject {
  var className: String
  var arguments: [Int]
  /// Node of the argument of BUILD.
  var state: Int?
  /// Set by SETITEM on dictionary-like classes.
  var items: [(key: Int, value: Int)] = []
}

/// A storage in the archive, as its persistent id describes it.
struct TorchStorageReference {
  var key: String
  /// nil for untyped storages, whose count is in bytes.
  var elementType: ElementType?
  var count: Int
}

/// A tensor as the arguments of `_rebuild_tensor_v2` describe it, unchecked.
enum TorchTensorReference {
  case dense(storage: TorchStorageReference, elementType: ElementType, offset: Int, shape: [Int], strides: [Int])
  /// Indices into the list of tensors.
  case coordinates(indices: Int, values: Int, shape: [Int], isCoalesced: Bool)
  case compressedRows(offsets: Int, columns: Int, values: Int, shape: [Int])
}
