import Diagnostics
import Files
import Synchronization

/// A zip archive over a mapped file: names and places from the central directory, checked before anything is read.
///
/// Stored members are looked at where they lie; deflated ones are unpacked whole. The checksum of a member is compared
/// before its content is handed out: one flipped bit would otherwise change results and nothing would tell.
struct ZipArchive: Sendable {
  struct Member: Sendable {
    var name: String
    var method: UInt16
    var flags: UInt16
    var checksum: UInt32
    var compressedSize: Int
    var size: Int
    var headerOffset: Int
    /// Where the content lies in the section; empty until the local header was read.
    var content: Range<Int> = 0..<0
  }

  /// Deflated members above this are unpacked into a temporary file and mapped, so that they need not fit in memory.
  static let largestInMemory = 64 << 20

  let path: String
  let section: FileSection
  let members: [Member]
  private let places: [String: Int]
  private let agreeing = AgreeingMembers()
  /// `torch.serialization.set_crc32_options(False)` saves without checksums, with 0 in their place; `torch.load` reads
  /// such files. One of 2³² contents has the checksum 0: of other members it is compared like any.
  private let isTorch: Bool

  /// - Throws: `AtlasError` if the directory is damaged, names repeat or lead out of the folder, members overlap.
  init(_ section: FileSection) throws {
    self.section = section
    path = section.file.path
    do {
      let directory = try ZipDirectory(section.bytes)
      var members = try directory.members(section.bytes)
      for i in members.indices {
        members[i].content = try ZipDirectory.content(of: members[i], in: section.bytes, before: directory.start)
      }
      var end = 0
      for member in members.sorted(by: { $0.headerOffset < $1.headerOffset }) {
        guard member.headerOffset >= end else {
          throw AtlasError(.input, "member \(quoted(member.name)) overlaps another")
        }
        end = member.content.upperBound
      }
      var places: [String: Int] = [:]
      for (i, member) in members.enumerated() {
        guard places.updateValue(i, forKey: member.name) == nil else {
          throw AtlasError(.input, "member \(quoted(member.name)) occurs twice")
        }
      }
      self.members = members
      self.places = places
      isTorch = TorchFile.matches(members)
    } catch let error as AtlasError {
      throw error.located(path: section.file.path)
    }
  }

  func member(_ name: String) -> Member? { places[name].map { members[$0] } }

  /// The content of a member: a view into the file if it is stored, else unpacked; its checksum agrees.
  ///
  /// - Throws: `AtlasError` if the content is damaged or announces more than its bytes can yield.
  func content(_ member: Member) throws -> TensorStorage {
    let start = section.range.lowerBound + member.content.lowerBound
    let place = start..<start + member.content.count
    if member.method == 0 {
      try check(member, UnsafeRawBufferPointer(rebasing: section.file.bytes[place]))
      return TensorStorage(section.file, place)
    }
    guard Inflate.canYield(member.size, from: member.compressedSize) else {
      throw AtlasError(
        path: path,
        "member \(quoted(member.name)) announces \(member.size) bytes, which \(member.compressedSize) cannot hold",
        hint: "the file is damaged or made to exhaust memory")
    }
    do {
      let compressed = UnsafeRawBufferPointer(rebasing: section.file.bytes[place])
      func fill(_ target: UnsafeMutableRawBufferPointer) throws {
        try Inflate.unpack(compressed, into: target)
        guard Checksum.crc32(UnsafeRawBufferPointer(target)) == member.checksum else {
          throw AtlasError(.input, ZipArchive.disagreement)
        }
      }
      guard member.size > ZipArchive.largestInMemory else {
        return try TensorStorage(byteCount: member.size, fill: fill)
      }
      let spilled = try SpilledBuffer(byteCount: member.size)
      try fill(spilled.bytes)
      return TensorStorage(spilled)
    } catch let error as AtlasError {
      if error.kind == .failure { throw error }
      throw AtlasError(
        path: path, "member \(quoted(member.name)): \(error.message)",
        hint: "copy or download the file again")
    }
  }
  private static let disagreement = "the checksum (CRC-32) does not agree: the file is damaged"

  /// Compares the checksum of a stored member, once for all views of it.
  private func check(_ member: Member, _ content: UnsafeRawBufferPointer) throws {
    if member.checksum == 0, isTorch { return }
    try agreeing.once(member.headerOffset) {
      guard Checksum.crc32(content) == member.checksum else {
        throw AtlasError(
          path: path, "member \(quoted(member.name)): \(ZipArchive.disagreement)",
          hint: "copy or download the file again")
      }
    }
  }
}

/// Members whose checksum was found to agree, by the place of their header.
private final class AgreeingMembers: Sendable {
  private let places = Mutex<Set<Int>>([])

  /// Runs `compare` unless it ran through for this place before. Two threads may compare at the same time.
  func once(_ place: Int, _ compare: () throws -> Void) rethrows {
    if places.withLock({ $0.contains(place) }) { return }
    try compare()
    places.withLock { _ = $0.insert(place) }
  }
}
