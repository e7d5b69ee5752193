import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import TensorFiles

/// One flipped bit in a member of an archive is an error, however the member is packed, and never another number.
@Suite struct ChecksumTests {
  @Test(arguments: [
    "npz-stored.npz", "npz-mixed.npz", "torch-state-dict.pt", "torch-nested.pt", "torch-sparse.pt", "torch-bare.pt",
  ]) func aFlippedBitInAnyMemberIsFound(name: String) throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let original = try MappedFile(TestPaths.fixtures("TensorFiles") + "/" + name)
    let bytes = original.withBytes { Array($0) }
    let members = try ZipArchive(FileSection(original)).members.filter { isRead($0.name) && !$0.content.isEmpty }
    #expect(!members.isEmpty)
    try readAll(original.path)
    for member in members {
      for place in [member.content.lowerBound, member.content.lowerBound + member.content.count / 2] + [
        member.content.upperBound - 1
      ] {
        var damaged = bytes
        damaged[place] ^= 1
        let path = folder + "/damaged"
        try FileSink.write(path, damaged)
        #expect(throws: AtlasError.self, "\(member.name), byte \(place)") { try readAll(path) }
      }
    }
  }

  @Test func theErrorSaysWhichMemberAndWhatToDo() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let original = try MappedFile(TestPaths.fixtures("TensorFiles") + "/npz-stored.npz")
    var bytes = original.withBytes { Array($0) }
    let member = try #require(try ZipArchive(FileSection(original)).members.first)
    #expect(member.method == 0)
    bytes[member.content.upperBound - 1] ^= 0x40
    try FileSink.write(folder + "/states.npz", bytes)
    do {
      try readAll(folder + "/states.npz")
      Issue.record("the damage was not found")
    } catch let error as AtlasError {
      #expect(error.path == folder + "/states.npz" && error.kind == .input)
      #expect(error.message.contains("checksum") && error.message.contains(member.name))
      #expect(error.hint != nil)
    }
  }

  /// `torch.serialization.set_crc32_options(False)` leaves the field empty.
  @Test func torchFilesWithoutChecksumsAreRead() throws {
    let folder = try TestPaths.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let original = try MappedFile(TestPaths.fixtures("TensorFiles") + "/torch-state-dict.pt")
    var bytes = original.withBytes { Array($0) }
    let entry: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
    for place in 0..<bytes.count - 20 where Array(bytes[place..<place + 4]) == entry {
      bytes.replaceSubrange(place + 16..<place + 20, with: [0, 0, 0, 0])
    }
    try FileSink.write(folder + "/fast.pt", bytes)
    try readAll(folder + "/fast.pt")
  }

  /// Members that tensors are made of; torch's `version`, arrays of Python objects and the like are not looked at.
  private func isRead(_ name: String) -> Bool {
    (name.hasSuffix(".npy") && name != "objects.npy") || name.hasSuffix("data.pkl") || name.contains("/data/")
      || name.hasSuffix("/byteorder")
  }

  private func readAll(_ path: String) throws {
    let file = try TensorFile.open(path)
    for entry in file.tensors {
      if entry.layout == .dense { _ = try file.tensor(entry.name) } else { _ = try file.sparse(entry.name) }
    }
  }
}
