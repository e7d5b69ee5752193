import Diagnostics
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Files made to mislead: one clear error each, nothing executed, nothing allocated that the file cannot warrant.
@Suite struct HostileFileTests {
  private func message(_ open: () throws -> Void) -> String {
    do {
      try open()
      return "no error"
    } catch let error as AtlasError {
      return error.path == nil ? "no path: \(error)" : "\(error)"
    } catch {
      return "another error: \(error)"
    }
  }

  private func message(of bytes: [UInt8]) throws -> String {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/hostile"
    #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
    return message {
      let file = try TensorFile.open(path)
      for entry in file.tensors { _ = try file.tensor(entry.name).floats() }
    }
  }

  @Test(arguments: [
    ("evil-system.pt", "system"), ("evil-eval.pt", "eval"), ("evil-traversal.npz", "leads out of the archive"),
    ("evil-absolute.npz", "leads out of the archive"), ("evil-duplicate.npz", "occurs twice"),
    ("npy-objects.npy", "Python objects"), ("npy-complex.npy", "is not read"),
    ("npy-structured.npy", "structured type"), ("torch-legacy.pt", "torch.save"),
    ("evil-shape.pt", "impossible shape"), ("evil-beyond.pt", "of 48 bytes"), ("evil-offset.pt", "of 48 bytes"),
    ("evil-stride.pt", "impossible strides"),
    ("evil-negative.pt", "no whole number"), ("evil-storage.pt", "of 40 bytes"), ("evil-announced.pt", "of 48 bytes"),
    ("evil-missing.pt", "is not in the file"),
    ("evil-twice.pt", "occurs twice"), ("evil-size.npz", "beyond the end"), ("evil-place.npz", "does not agree"),
    ("evil-overlap.npz", "does not agree"),
    ("evil-name.npz", "not valid UTF-8"), ("evil-method.npz", "method 99"),
  ]) func fixtures(_ name: String, _ part: String) throws {
    let said = message {
      let file = try fixture(name)
      for entry in file.tensors { _ = try file.tensor(entry.name).floats() }
    }
    #expect(said.contains(part), "\(name) said: \(said)")
    #expect(!FileManager.default.fileExists(atPath: "/tmp/feature-atlas-was-here"))
  }

  @Test func zipBomb() throws {
    #expect(
      message {
        let file = try fixture("evil-bomb.npz")
        for entry in file.tensors { _ = try file.tensor(entry.name) }
      }.contains("error: "))
  }

  private func safetensors(_ header: String, data: Int) -> [UInt8] {
    let bytes = Array(header.utf8)
    return withUnsafeBytes(of: UInt64(bytes.count).littleEndian, Array.init) + bytes
      + [UInt8](repeating: 0, count: data)
  }

  @Test(arguments: [
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
      12, "overlaps"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "holds 4"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "lies at bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, 8, "lies at bytes"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "does not fill"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "impossible shape"),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,0],"data_offsets":[0,0]}}"#, 0,
      "impossible shape"
    ),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}"#, 0, "negative size"),
    (#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#, 8, "F31"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}"#,
      8, "twice"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "belong to no tensor"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "gap"),
    (#"{"a":7}"#, 0, "lacks dtype"),
    (#"{"a":{"dtype":"F32""#, 0, "invalid JSON"),
    (#"{"__metadata__":{"a":[]}}"#, 0, "__metadata__"),
  ]) func safetensorsHeaders(_ header: String, _ data: Int, _ part: String) throws {
    #expect(try message(of: safetensors(header, data: data)).contains(part))
  }

  @Test func headerLengths() throws {
    for length in [UInt64(1) << 60, .max, 9] {
      let bytes = withUnsafeBytes(of: length.littleEndian, Array.init) + Array("{}".utf8)
      #expect(try message(of: bytes).contains("more bytes than the file has"))
    }
    var invalid = safetensors(#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#, data: 4)
    invalid[10] = 0xFF
    #expect(try message(of: invalid).contains("UTF-8"))
    let deep = String(repeating: "[", count: 100_000)
    #expect(try message(of: safetensors("{\"a\":" + deep, data: 0)).contains("nested deeper"))
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4), }", "impossible shape"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }", "does not fit"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }", "negative size"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3), }", "bytes follow"),
    ("{'descr': '<U99999999999', 'fortran_order': False, 'shape': (1,), }", "is not read"),
    ("{'descr': '<f4', 'fortran_order': False}", "lacks"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "no Python dictionary"),
    ("__import__('os').system('true')", "no Python dictionary"),
    ("((((((((((((((", "no Python dictionary"),
  ]) func numpyHeaders(_ header: String, _ part: String) throws {
    let text = Array(header.utf8)
    let bytes: [UInt8] =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0] + text + [UInt8](repeating: 0, count: 16)
    #expect(try message(of: bytes).contains(part))
  }

  @Test func foreignFilesAreNamed() throws {
    #expect(try message(of: Array("version https://git-lfs.github.com/spec/v1\n".utf8)).contains("git lfs pull"))
    #expect(try message(of: []).contains("empty"))
    #expect(try message(of: [UInt8](repeating: 65, count: 400)).contains("error: "))
  }

  /// What the bytes no longer say, the name does: each error names the kind of file and what is wrong with it.
  @Test(arguments: [
    ("a.safetensors", [1, 2, 3], "this safetensors file has 3 bytes"),
    ("a.safetensors", [UInt8](repeating: 0, count: 64), "no JSON"),
    ("a.safetensors", [20, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 7, count: 64), "no JSON"),
    ("a.safetensors", [255, 255, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 7, count: 64), "more bytes than the file has"),
    ("a.safetensors", [4, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\" ".utf8), "the header of this safetensors file"),
    ("a.npz", [UInt8](repeating: 0, count: 64), "like an .npz file"),
    ("a.pt", [UInt8](repeating: 0, count: 64), "like a torch file"),
    ("a.npy", [UInt8](repeating: 0, count: 64), "like an .npy file"),
    ("a.pt", Array("Repository not found".utf8), "Repository not found"),
    ("a.safetensors", Array(" \n<!DOCTYPE HTML>".utf8), "web page"),
    ("a.npz", Array("<?xml version='1.0'?><Error>".utf8), "XML"),
    ("a.safetensors", Array("{\"error\":\"Access denied\"}".utf8), "Access denied"),
  ]) func damagedFilesAreNamedByWhatTheyShouldBe(_ name: String, _ bytes: [UInt8], _ part: String) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    let said = message { _ = try TensorFile.open(folder + "/" + name) }
    #expect(said.contains(part), "\(said)")
  }

  @Test(arguments: [("npz-stored.npz", "this .npz file is damaged"), ("torch-nested.pt", "this torch file is damaged")])
  func cutArchivesAreNamed(_ name: String, _ part: String) throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: TestPaths.fixtures("TensorFiles") + "/" + name))
    let said = try message(of: [UInt8](whole.prefix(whole.count / 2)))
    #expect(said.contains(part) && said.contains("cut off"), "\(said)")
  }

  @Test(arguments: [
    ([0x1F, 0x8B, 8, 0], "gzip -d"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd -d"), ([0x80, 4, 0x95, 0], "bare Python pickle"),
  ]) func packedFilesAreNamed(_ start: [UInt8], _ part: String) throws {
    #expect(try message(of: start + [UInt8](repeating: 1, count: 40)).contains(part))
  }

  /// The length of a safetensors header may begin with the bytes of a pickle: 0x0280.
  @Test func aHeaderLengthIsNoPickle() throws {
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: 640 - header.utf8.count)
    #expect(try message(of: safetensors(padded, data: 4)) == "no error")
  }

  /// Every file that can be read, cut at every length: always an error, except where what is cut off is not needed.
  @Test(arguments: [
    "every-type.safetensors", "npy-little-f4.npy", "npz-mixed.npz", "npz-stored.npz", "torch-nested.pt",
  ])
  func cutOff(_ name: String) throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: TestPaths.fixtures("TensorFiles") + "/" + name))
    let bytes = [UInt8](whole)
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 97)) {
      #expect(try message(of: Array(bytes[..<length])).hasPrefix("error: "))
    }
  }
}
