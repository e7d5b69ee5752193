extension ExampleTable {
  /// A number from the groups of all examples, row by row: the key by which counts of groups are rounded before everybody may
  /// see them.
  ///
  /// The groups of single examples are not published then, and neither the seed nor the digests of inputs, which are, enter it:
  /// who could compute it has the groups already.
  public var groupKey: UInt64 {
    var key: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ value: UInt64) {
      key = (key ^ value) &* 0x0000_0100_0000_01b3
      key ^= key >> 31
    }
    for column in groups {
      for value in column.values { for byte in value.utf8 { add(UInt64(byte)) } }
      for code in column.codes { add(UInt64(Int(code) + 1)) }
    }
    for id in ids { for byte in id.utf8 { add(UInt64(byte)) } }
    return key
  }
}
