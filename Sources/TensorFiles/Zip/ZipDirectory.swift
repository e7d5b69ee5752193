import Diagnostics

/// The central directory of a zip archive (APPNOTE 6.3.9, sections 4.3.7 to 4.3.16), zip64 included.
struct ZipDirectory {
  /// Where the directory begins: members end before it.
  let start: Int
  private let size: Int
  private let memberCount: Int

  /// Finds the end record, which closes the file.
  init(_ bytes: UnsafeRawBufferPointer) throws {
    let damaged = AtlasError(
      .input, "this zip archive has no central directory: the file is cut off or damaged",
      hint: "copy or download it again")
    guard bytes.count >= 22 else { throw damaged }
    var place = bytes.count - 22
    let first = max(0, place - 0xFFFF)
    while true {
      if bytes.little(UInt32.self, at: place) == 0x0605_4B50,
        bytes.little(UInt16.self, at: place + 20).map(Int.init) == bytes.count - place - 22
      {
        break
      }
      place -= 1
      if place < first { throw damaged }
    }
    var count = Int(bytes.little(UInt16.self, at: place + 10) ?? 0)
    var size = Int(bytes.little(UInt32.self, at: place + 12) ?? 0)
    var start = Int(bytes.little(UInt32.self, at: place + 16) ?? 0)
    var end = place
    let disks = (bytes.little(UInt16.self, at: place + 4) ?? 0, bytes.little(UInt16.self, at: place + 6) ?? 0)
    if place >= 20, bytes.little(UInt32.self, at: place - 20) == 0x0706_4B50 {
      guard let record = bytes.little(UInt64.self, at: place - 12).flatMap({ Int(exactly: $0) }), record <= place - 76,
        bytes.little(UInt32.self, at: record) == 0x0606_4B50,
        let count64 = bytes.little(UInt64.self, at: record + 32).flatMap({ Int(exactly: $0) }),
        let size64 = bytes.little(UInt64.self, at: record + 40).flatMap({ Int(exactly: $0) }),
        let start64 = bytes.little(UInt64.self, at: record + 48).flatMap({ Int(exactly: $0) })
      else { throw damaged }
      (count, size, start, end) = (count64, size64, start64, record)
    } else if disks != (0, 0) {
      throw AtlasError(.input, "this is one part of a zip archive in several", hint: "join the parts first")
    }
    guard start <= end, size == end - start, count <= size / 46 else { throw damaged }
    self.start = start
    self.size = size
    memberCount = count
  }

  func members(_ bytes: UnsafeRawBufferPointer) throws -> [ZipArchive.Member] {
    let damaged = AtlasError(.input, "the central directory of this zip archive is damaged")
    var members: [ZipArchive.Member] = []
    members.reserveCapacity(memberCount)
    var place = start
    for _ in 0..<memberCount {
      guard bytes.little(UInt32.self, at: place) == 0x0201_4B50, place + 46 <= start + size else { throw damaged }
      func short(_ offset: Int) -> Int { Int(bytes.little(UInt16.self, at: place + offset) ?? 0) }
      func long(_ offset: Int) -> Int { Int(bytes.little(UInt32.self, at: place + offset) ?? 0) }
      let (nameLength, extraLength) = (short(28), short(30))
      let next = place + 46 + nameLength + extraLength + short(32)
      guard next <= start + size else { throw damaged }
      let nameBytes = bytes[place + 46..<place + 46 + nameLength]
      guard let name = String(validating: nameBytes, as: UTF8.self) else {
        throw AtlasError(.input, "a member's name in this zip archive is not valid UTF-8")
      }
      try ZipDirectory.check(name: name)
      var member = ZipArchive.Member(
        name: name, method: UInt16(short(10)), flags: UInt16(short(8)), checksum: UInt32(long(16)),
        compressedSize: long(20), size: long(24), headerOffset: long(42))
      try ZipDirectory.readZip64(
        UnsafeRawBufferPointer(rebasing: bytes[place + 46 + nameLength..<place + 46 + nameLength + extraLength]),
        into: &member)
      guard member.flags & 1 == 0 else { throw AtlasError(.input, "member \(quoted(name)) is encrypted") }
      guard member.method == 0 || member.method == 8 else {
        throw AtlasError(
          .input, "member \(quoted(name)) is packed by method \(member.method)",
          hint: "stored and deflated members are read; save the file again with NumPy or torch")
      }
      guard member.method == 8 || member.size == member.compressedSize else {
        throw AtlasError(.input, "member \(quoted(name)) is stored but has two sizes")
      }
      members.append(member)
      place = next
    }
    guard place == start + size else { throw damaged }
    return members
  }

  /// Names that lead out of the archive's own folder are refused, although nothing is ever written by name.
  private static func check(name: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if name.isEmpty || name.hasPrefix("/") || name.contains("\\") || name.contains("\0") || parts.contains("..") {
      throw AtlasError(.input, "member name \(quoted(name)) leads out of the archive", hint: "do not trust this file")
    }
  }

  /// Sizes that do not fit 32 bits stand in an extra field, those fields only and in this order (4.5.3).
  private static func readZip64(_ extra: UnsafeRawBufferPointer, into member: inout ZipArchive.Member) throws {
    let needed = [member.size, member.compressedSize, member.headerOffset].map { $0 == 0xFFFF_FFFF }
    guard needed.contains(true) else { return }
    var place = 0
    while let kind = extra.little(UInt16.self, at: place), let length = extra.little(UInt16.self, at: place + 2) {
      let end = place + 4 + Int(length)
      if kind == 1 {
        var field = place + 4
        func take() throws -> Int {
          guard field + 8 <= end, let value = extra.little(UInt64.self, at: field).flatMap({ Int(exactly: $0) }) else {
            throw AtlasError(.input, "member \(quoted(member.name)) has damaged zip64 sizes")
          }
          field += 8
          return value
        }
        if needed[0] { member.size = try take() }
        if needed[1] { member.compressedSize = try take() }
        if needed[2] { member.headerOffset = try take() }
        return
      }
      place = end
    }
    throw AtlasError(.input, "member \(quoted(member.name)) lacks its zip64 sizes")
  }

  /// Where a member's content lies; its local header has to tell the same story as the directory.
  static func content(
    of member: ZipArchive.Member, in bytes: UnsafeRawBufferPointer, before limit: Int
  ) throws -> Range<Int> {
    let place = member.headerOffset
    let lie = AtlasError(.input, "member \(quoted(member.name)): its own header does not agree with the directory")
    guard place <= limit - 30, bytes.little(UInt32.self, at: place) == 0x0403_4B50,
      bytes.little(UInt16.self, at: place + 8) == member.method,
      let nameLength = bytes.little(UInt16.self, at: place + 26).map(Int.init),
      let extraLength = bytes.little(UInt16.self, at: place + 28).map(Int.init),
      place + 30 + nameLength + extraLength <= limit,
      bytes[place + 30..<place + 30 + nameLength].elementsEqual(member.name.utf8)
    else { throw lie }
    let start = place + 30 + nameLength + extraLength
    guard member.compressedSize <= limit - start else {
      throw AtlasError(.input, "member \(quoted(member.name)) reaches beyond the end of the archive")
    }
    // Sizes may follow the content instead (flag bit 3) or stand in a zip64 field; what is written must agree.
    if let size = bytes.little(UInt32.self, at: place + 18), member.flags & 8 == 0, size != 0xFFFF_FFFF,
      Int(size) != member.compressedSize
    {
      throw lie
    }
    return start..<start + member.compressedSize
  }
}
