import Diagnostics
import Files

/// Opens files of tensors. What a file is, its first bytes say; its name is not asked.
public enum TensorFile {
  /// - Throws: `AtlasError` if there is no such file, its format is not one that is read, or it is damaged.
  public static func open(_ path: String) throws -> any TensorContainer {
    let file = try MappedFile(path)
    return try file.withBytes { try open(file, $0) }
  }

  private static func open(_ file: MappedFile, _ bytes: UnsafeRawBufferPointer) throws -> any TensorContainer {
    let path = file.path
    if bytes.isEmpty { throw AtlasError(path: path, "the file is empty", hint: "copy or download it again") }
    if bytes.hasPrefix(NpyHeader.magic) { return try NpyFile(file) }
    if bytes.hasPrefix([0x50, 0x4B, 0x03, 0x04]) || bytes.hasPrefix([0x50, 0x4B, 0x05, 0x06]) {
      let archive = try ZipArchive(FileSection(file))
      return TorchFile.matches(archive) ? try TorchFile(archive) : try NpzFile(archive)
    }
    if bytes.hasPrefix(legacyTorchMagic) {
      throw AtlasError(
        path: path, "this is a torch file of the old form (before torch 1.6)",
        hint:
          "convert it once: python -c \"import torch; torch.save(torch.load('OLD.pt', map_location='cpu'), 'NEW.pt')\"")
    }
    if let container = try openBehindHeaderLine(file) { return container }
    // Before foreign formats: the length of its header may begin like a pickle.
    if SafetensorsFile.matches(bytes) { return try SafetensorsFile(file) }
    if let reason = ForeignFormat.reason(bytes) {
      throw AtlasError(path: path, "this is \(reason.what), which is not read", hint: reason.hint)
    }
    throw AtlasError(
      path: path, "this is no file of tensors that is known here",
      hint: "read are safetensors, .npy, .npz and torch .pt files")
  }

  /// A pickle of protocol 2 that holds torch's old magic number.
  private static let legacyTorchMagic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  /// saev: one line of JSON, then a torch archive whose offsets count from the byte after the line.
  private static func openBehindHeaderLine(_ file: MappedFile) throws -> TorchFile? {
    guard file.bytes.first == UInt8(ascii: "{"), let line = file.bytes.prefix(1 << 20).firstIndex(of: 0x0A),
      file.bytes[(line + 1)...].starts(with: [0x50, 0x4B, 0x03, 0x04])
    else { return nil }
    do {
      let header = try JSONParser.parse(UnsafeRawBufferPointer(rebasing: file.bytes[..<line]))
      return try TorchFile(ZipArchive(FileSection(file, line + 1..<file.count)), headerLine: header)
    } catch let error as AtlasError {
      throw error.located(path: file.path)
    }
  }
}

/// Files that users have at hand and that cannot be read: named, with the way out.
private enum ForeignFormat {
  static func reason(_ bytes: UnsafeRawBufferPointer) -> (what: String, hint: String)? {
    let names: [([UInt8], String, String)] =
      [
        ([0x89] + Array("HDF\r\n".utf8), "an HDF5 file", "save its arrays with np.savez or as safetensors"),
        (
          Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself",
          "fetch the file with `git lfs pull`"
        ),
        (Array("<!DOCTYPE".utf8), "a web page", "the download went wrong: fetch the file itself"),
        (Array("<html".utf8), "a web page", "the download went wrong: fetch the file itself"),
        (Array("PAR1".utf8), "a Parquet file", "save its columns with np.savez or as safetensors"),
        ([0x1F, 0x8B], "packed with gzip", "unpack it first: gzip -d FILE"),
        ([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd", "unpack it first: zstd -d FILE"),
        (Array("GGUF".utf8), "a GGUF file", "export the tensors as safetensors"),
      ]
    if bytes.count > 1, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      return (
        "a bare Python pickle", "load it where you trust it and save its tensors with torch.save or as safetensors"
      )
    }
    return names.first { bytes.hasPrefix($0.0) }.map { ($0.1, $0.2) }
  }
}
