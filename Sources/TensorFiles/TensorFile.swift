import Diagnostics
import Files

/// Opens files of tensors. What a file is, its first bytes say; its name is asked only for an index of several files, and
/// to say what a damaged file should have been.
public enum TensorFile {
  /// - Throws: `AtlasError` if there is no such file, its format is not one that is read, or it is damaged.
  public static func open(_ path: String) throws -> any TensorContainer {
    if path.hasSuffix(ShardedTensors.ending) { return try ShardedTensors(index: path) }
    let file = try MappedFile(path)
    return try file.withBytes { try open(file, $0) }
  }

  private static func open(_ file: MappedFile, _ bytes: UnsafeRawBufferPointer) throws -> any TensorContainer {
    let path = file.path
    if bytes.isEmpty { throw AtlasError(path: path, "the file is empty", hint: "copy or download it again") }
    if bytes.hasPrefix(NpyHeader.magic) { return try NpyFile(file) }
    if bytes.hasPrefix([0x50, 0x4B, 0x03, 0x04]) || bytes.hasPrefix([0x50, 0x4B, 0x05, 0x06]) {
      return try openArchive(file)
    }
    if bytes.hasPrefix(legacyTorchMagic) {
      throw AtlasError(
        path: path, "this is a torch file of the old form (before torch 1.6)",
        hint:
          "convert it once: python -c \"import torch; torch.save(torch.load('OLD.pt', map_location='cpu'), 'NEW.pt')\"")
    }
    if let container = try openBehindHeaderLine(file) { return container }
    if let error = ForeignFormat.error(bytes) { throw error.located(path: path) }
    // Eight printable characters are no length of a header.
    if bytes.prefix(8).allSatisfy({ (32..<127).contains($0) }), let error = ForeignFormat.textError(bytes) {
      throw error.located(path: path)
    }
    // Before bare pickles: the length of its header may begin like one.
    if SafetensorsFile.matches(bytes) { return try SafetensorsFile(file) }
    if bytes.count > 1, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      throw AtlasError(
        path: path, "this is a bare Python pickle, which is not read",
        hint: "load it where you trust it and save its tensors with torch.save or as safetensors")
    }
    if let error = ForeignFormat.textError(bytes) { throw error.located(path: path) }
    // The bytes say nothing: what it should have been, the name may say.
    if path.lowercased().hasSuffix(".safetensors") { throw SafetensorsFile.damage(bytes).located(path: path) }
    throw AtlasError(
      path: path, "this is no file of tensors that is known here" + expectation(of: path),
      hint: "read are safetensors, .npy, .npz and torch .pt files; copy or download a damaged one again")
  }

  private static func openArchive(_ file: MappedFile) throws -> any TensorContainer {
    let archive: ZipArchive
    do { archive = try ZipArchive(FileSection(file)) } catch var error as AtlasError {
      // The name of the first member, which stands near the start, tells what was saved.
      let first = String(decoding: file.bytes.dropFirst(30).prefix(120), as: UTF8.self)
      let kind = first.contains("data.pkl") ? "torch" : first.contains(".npy") ? ".npz" : nil
      if let kind { error.message = "this \(kind) file is damaged: \(error.message)" }
      throw error
    }
    return TorchFile.matches(archive) ? try TorchFile(archive) : try NpzFile(archive)
  }

  private static func expectation(of path: String) -> String {
    switch path.lowercased().split(separator: ".").last {
    case "npz": ": it does not begin like an .npz file (a zip archive)"
    case "npy": ": it does not begin like an .npy file"
    case "pt", "pth", "bin", "ckpt": ": it does not begin like a torch file (a zip archive)"
    default: ""
    }
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
