import Diagnostics
import Files

/// Opens files of tensors. What a file is, its first bytes say; its name is not asked.
public enum TensorFile {
  /// - Throws: `AtlasError` if there is no such file, its format is not one that is read, or it is damaged.
  public static func open(_ path: String) throws -> any TensorContainer {
    let file = try MappedFile(path)
    let bytes = file.bytes
    if bytes.isEmpty { throw AtlasError(path: path, "the file is empty", hint: "copy or download it again") }
    if bytes.hasPrefix(NpyHeader.magic) { return try NpyFile(file) }
    if bytes.hasPrefix([0x50, 0x4B, 0x03, 0x04]) || bytes.hasPrefix([0x50, 0x4B, 0x05, 0x06]) {
      let archive = try ZipArchive(FileSection(file))
      return try NpzFile(archive)
    }
    if let reason = ForeignFormat.reason(bytes) {
      throw AtlasError(path: path, "this is \(reason.what), which is not read", hint: reason.hint)
    }
    if SafetensorsFile.matches(bytes) { return try SafetensorsFile(file) }
    throw AtlasError(
      path: path, "this is no file of tensors that is known here",
      hint: "read are safetensors, .npy, .npz and torch .pt files")
  }
}

/// Files that users have at hand and that cannot be read: named, with the way out.
private enum ForeignFormat {
  static func reason(_ bytes: UnsafeRawBufferPointer) -> (what: String, hint: String)? {
    let names: [([UInt8], String, String)] = [
      ([0x89] + Array("HDF\r\n".utf8), "an HDF5 file", "save its arrays with np.savez or as safetensors"),
      (
        Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself",
        "fetch the file with `git lfs pull`"
      ),
      (Array("<!DOCTYPE".utf8), "a web page", "the download went wrong: fetch the file itself"),
      (Array("<html".utf8), "a web page", "the download went wrong: fetch the file itself"),
      (Array("PAR1".utf8), "a Parquet file", "save its columns with np.savez or as safetensors"),
      (Array("GGUF".utf8), "a GGUF file", "export the tensors as safetensors"),
    ]
    return names.first { bytes.hasPrefix($0.0) }.map { ($0.1, $0.2) }
  }
}
