import Diagnostics
import Files

/// One NumPy array in a file of its own; its name is the file's without `.npy`.
struct NpyFile: TensorContainer {
  let path: String
  let format = "npy"
  let tensors: [TensorEntry]
  private let array: Tensor

  init(_ file: MappedFile) throws {
    path = file.path
    let last = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let name = last.hasSuffix(".npy") ? String(last.dropLast(4)) : last
    do {
      let header = try NpyHeader(file.bytes, name: name)
      array = try header.tensor(name: name, in: TensorStorage(file, 0..<file.count))
      tensors = [TensorEntry(name: name, shape: header.shape, elementType: header.elementType)]
    } catch let error as UnsupportedElementType {
      throw error.reason.located(path: file.path)
    } catch let error as AtlasError {
      throw error.located(path: file.path)
    }
  }

  func tensor(_ name: String) throws -> Tensor {
    guard name == array.name else { throw missing(name) }
    return array
  }
}
