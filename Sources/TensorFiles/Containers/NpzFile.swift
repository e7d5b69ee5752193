import Diagnostics
import Files

/// Several NumPy arrays in a zip archive. Stored members are looked at in place, deflated ones unpacked when asked for.
///
/// An array of Python objects does not spoil its neighbours: it is listed in `refused` and only an error when asked for.
struct NpzFile: TensorContainer {
  let path: String
  let format = "npz"
  let tensors: [TensorEntry]
  private let archive: ZipArchive
  private let members: [String: ZipArchive.Member]
  private let refused: [String: AtlasError]

  init(_ archive: ZipArchive) throws {
    self.archive = archive
    path = archive.path
    var tensors: [TensorEntry] = []
    var members: [String: ZipArchive.Member] = [:]
    var refused: [String: AtlasError] = [:]
    for member in archive.members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      do {
        let header = try NpzFile.header(of: member, name: name, in: archive)
        let count = try TensorShape.count(header.shape, name: name)
        let (size, overflow) = count.multipliedReportingOverflow(by: header.elementType.byteCount * header.textWidth)
        guard !overflow, size == member.size - header.start else {
          throw AtlasError(.input, "the array \(quoted(name)) of shape \(header.shape) does not fill its member")
        }
        tensors.append(TensorEntry(name: name, shape: header.shape, elementType: header.elementType))
        members[name] = member
      } catch let error as UnsupportedElementType {
        refused[name] = error.reason.located(path: archive.path)
      } catch let error as AtlasError {
        throw error.located(path: archive.path)
      }
    }
    guard !tensors.isEmpty || !refused.isEmpty else {
      throw AtlasError(path: archive.path, "this zip archive holds no NumPy arrays", hint: "an .npz file is needed")
    }
    self.tensors = tensors
    self.members = members
    self.refused = refused
  }

  func refusal(_ name: String) -> AtlasError? { refused[name] }

  func tensor(_ name: String) throws -> Tensor {
    if let error = refused[name] { throw error }
    guard let member = members[name] else { throw missing(name) }
    do {
      let storage = try archive.content(member)
      return try NpyHeader(storage.bytes, name: name).tensor(name: name, in: storage)
    } catch let error as AtlasError {
      throw error.located(path: path)
    }
  }

  /// The header of a member; deflated ones are unpacked as far as that.
  private static func header(of member: ZipArchive.Member, name: String, in archive: ZipArchive) throws -> NpyHeader {
    let content = UnsafeRawBufferPointer(rebasing: archive.section.bytes[member.content])
    if member.method == 0 { return try NpyHeader(content, name: name) }
    let limit = min(member.size, NpyHeader.largestHeader + 12)
    return try Inflate.beginning(of: content, limit: limit).withUnsafeBytes { try NpyHeader($0, name: name) }
  }
}
