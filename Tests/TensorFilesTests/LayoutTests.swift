import Diagnostics
import TensorFiles
import TestSupport
import Testing

func fixture(_ name: String) throws -> any TensorContainer {
  try TensorFile.open(TestPaths.fixtures("TensorFiles") + "/" + name)
}

/// The content of most fixtures: 10 i + j − 7, [3, 4].
let base: [Double] = (0..<12).map { Double(10 * ($0 / 4) + $0 % 4 - 7) }

@Suite struct NumPyTests {
  @Test(arguments: [
    "little-f4", "big-f4", "little-f8", "big-f8", "little-f2", "big-f2", "little-i8", "big-i8", "little-i4", "big-i4",
    "little-i2", "big-i2", "i1", "v3",
  ]) func signedTypesInBothByteOrders(_ name: String) throws {
    let file = try fixture("npy-\(name).npy")
    #expect(file.format == "npy")
    let tensor = try file.tensor("npy-\(name)")
    #expect(tensor.shape == [3, 4])
    #expect(tensor.doubles() == base)
    #expect(tensor.floats() == base.map { Float($0) })
    #expect(try tensor.int64s() == base.map { Int64($0) })
    // Only floats of this machine's order can be looked at where they lie.
    let view = FloatStorage(viewing: tensor)
    #expect((view != nil) == ["little-f4", "v3"].contains(name))
    if let view { withExtendedLifetime(view) { #expect(Array(view.values) == base.map { Float($0) }) } }
    var row = [Float](repeating: 0, count: 4)
    row.withUnsafeMutableBufferPointer { tensor.copyFloats(rows: 1..<2, into: $0) }
    #expect(row == [3, 4, 5, 6])
  }

  @Test(arguments: ["u8", "u4", "u2", "u1"]) func unsignedTypes(_ name: String) throws {
    let tensor = try fixture("npy-\(name).npy").tensor("npy-\(name)")
    #expect(tensor.floats() == base.map { Float($0 + 7) })
    #expect(try tensor.int64s() == base.map { Int64($0 + 7) })
  }

  @Test func booleans() throws {
    let tensor = try fixture("npy-b1.npy").tensor("npy-b1")
    #expect(tensor.floats() == base.map { $0 + 7 == 0 ? 0 : 1 })
  }

  @Test func fortranOrderOfThreeAxes() throws {
    let tensor = try fixture("npy-fortran-3d.npy").tensor("npy-fortran-3d")
    #expect(tensor.strides == [1, 2, 6])
    #expect(tensor.floats() == (0..<24).map(Float.init))
    var last = [Float](repeating: 0, count: 12)
    last.withUnsafeMutableBufferPointer { tensor.copyFloats(rows: 1..<2, into: $0) }
    #expect(last == (12..<24).map(Float.init))
  }

  @Test func texts() throws {
    #expect(try fixture("npy-text.npy").tensor("npy-text").strings() == ["naïve", "", "日本", "a\0b"])
    #expect(try fixture("npy-text-big.npy").tensor("npy-text-big").strings() == ["naïve", "日本"])
    #expect(try fixture("npy-bytes.npy").tensor("npy-bytes").strings() == ["one", "", "three"])
    let texts = try fixture("npy-text.npy").tensor("npy-text")
    #expect(texts.floats().allSatisfy { $0.isNaN })
    #expect(throws: AtlasError.self) { try texts.int64s() }
    #expect(throws: AtlasError.self) { try fixture("npy-i1.npy").tensor("npy-i1").strings() }
  }

  @Test func scalarsAndEmptyArrays() throws {
    let scalar = try fixture("npy-scalar.npy").tensor("npy-scalar")
    #expect(scalar.shape.isEmpty && scalar.floats() == [2.5])
    let empty = try fixture("npy-empty.npy").tensor("npy-empty")
    #expect(empty.shape == [0, 4] && empty.floats().isEmpty)
  }

  @Test func anArrayOfObjectsDoesNotSpoilItsNeighbours() throws {
    let file = try fixture("npz-mixed.npz")
    #expect(file.tensors.map(\.name) == ["states", "ids"])
    #expect(try file.tensor("states").doubles() == base)
    #expect(try file.tensor("ids").strings() == ["a", "b", "c"])
    let error = #expect(throws: AtlasError.self) { try file.tensor("objects") }
    #expect(error?.message.contains("Python objects") == true)
  }

  @Test func storedMembersAreNotCopied() throws {
    let file = try fixture("npz-stored.npz")
    let first = try file.tensor("states").storage.bytes.baseAddress
    #expect(try file.tensor("states").storage.bytes.baseAddress == first)
    #expect(try file.tensor("states").doubles() == base)
    #expect(try file.tensor("label").int64s() == [0, 1, 2])
  }
}

@Suite struct SafetensorsTests {
  @Test(arguments: [
    "F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "F8_E4M3", "F8_E5M2", "U64", "U32", "U16", "U8", "BOOL",
  ]) func everyType(_ name: String) throws {
    let file = try fixture("every-type.safetensors")
    #expect(file.metadata == ["made by": "make.py"])
    let tensor = try file.tensor(name)
    let wanted: [Double] =
      switch name {
      case "BOOL": base.map { $0 + 7 == 0 ? 0 : 1 }
      case "U64", "U32", "U16", "U8": base.map { $0 + 7 }
      case "F8_E4M3", "F8_E5M2": base.map { min(8, max(-8, $0)) }
      default: base
      }
    // Two bits of fraction are too few for 5 and 7.
    if name == "F8_E5M2" {
      #expect(zip(tensor.doubles(), wanted).allSatisfy { abs($0 - $1) <= abs($1) / 8 })
    } else {
      #expect(tensor.doubles() == wanted)
    }
    #expect(tensor.floats() == tensor.doubles().map { Float($0) })
  }

  @Test(arguments: ["e4m3", "e5m2"]) func allEightBitFloats(_ name: String) throws {
    let file = try fixture("eight-bit-floats.safetensors")
    let found = try file.tensor(name).floats()
    let wanted = try file.tensor(name + ".f32").floats()
    #expect(zip(found, wanted).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
  }

  @Test func fractionsAreNoIntegers() throws {
    let file = try fixture("eight-bit-floats.safetensors")
    #expect(throws: AtlasError.self) { try file.tensor("e4m3.f32").int64s() }
  }

  @Test func aMissingNameIsNamedWithItsNeighbours() throws {
    let error = #expect(throws: AtlasError.self) { try fixture("every-type.safetensors").tensor("F31") }
    #expect(error?.hint?.contains("did you mean") == true)
  }
}

@Suite struct TorchTests {
  @Test func aBareTensor() throws {
    let file = try fixture("torch-bare.pt")
    #expect(file.format == "torch")
    #expect(file.tensors.map(\.name) == [TorchFile.bareName])
    #expect(try file.tensor("tensor").doubles() == base)
  }

  @Test func nestedDictionariesViewsAndTypes() throws {
    let file = try fixture("torch-nested.pt")
    #expect(try file.tensor("train.positive").doubles() == base)
    #expect(try file.tensor("train.negative").doubles() == base.map { -$0 })
    let turned = try file.tensor("turned")
    #expect(turned.strides == [1, 3] && turned.doubles() == base)
    #expect(try file.tensor("row").doubles() == Array(base[4..<8]))
    #expect(try file.tensor("column").doubles() == [base[2], base[6], base[10]])
    for name in ["half", "bf16", "long", "parameter", "list.0"] {
      #expect(try file.tensor(name).doubles() == base)
    }
    #expect(try file.tensor("list.1").doubles() == base.map { $0 + 1 })
    #expect(try file.tensor("eight").elementType == .float8e4m3)
    let root = try #require(file as? TorchFile).root
    #expect(root["notes"]?.json["k"] == .integer(3))
    #expect(root["notes"]?.json["name"] == .string("toy"))
  }

  @Test func sparseTensors() throws {
    let file = try fixture("torch-sparse.pt")
    #expect(file.entry("coo")?.layout == .sparseCOO)
    #expect(throws: AtlasError.self) { try file.tensor("coo") }
    let coo = try file.sparse("coo")
    #expect(coo.shape == [3, 4])
    #expect(coo.values.floats() == [2.5, 1, -3])
    guard case .coordinates(let indices, _) = coo.indices else {
      Issue.record("no coordinates")
      return
    }
    #expect(try indices.int64s() == [0, 2, 2, 1, 0, 3])
    let csr = try file.sparse("csr")
    guard case .compressedRows(let offsets, let columns) = csr.indices else {
      Issue.record("no compressed rows")
      return
    }
    #expect(try offsets.int64s() == [0, 1, 1, 3])
    #expect(try columns.int64s() == [1, 0, 3])
  }

  @Test func stateDictsExpandedViewsAndForeignClasses() throws {
    #expect(try fixture("torch-state-dict.pt").tensors.map(\.name) == ["weight", "bias"])
    let expanded = try fixture("torch-expanded.pt").tensor("x")
    #expect(expanded.doubles() == base + base)
    let root = try #require(fixture("torch-namespace.pt") as? TorchFile).root
    guard case .object(let name, _, _)? = root["args"] else {
      Issue.record("no object")
      return
    }
    #expect(name == "argparse.Namespace")
    #expect(root["args"]?["k"]?.json == .integer(5))
  }

  /// Deflated members above 64 MiB are unpacked into a mapped temporary file; it lives as long as the tensor.
  @Test func aLargeDeflatedArray() throws {
    let tensor = try fixture("npz-large-deflated.npz").tensor("states")
    #expect(tensor.shape == [4_500_000, 4])
    func row(_ index: Int) -> [Float] {
      var values = [Float](repeating: .nan, count: 4)
      values.withUnsafeMutableBufferPointer { tensor.copyFloats(rows: index..<index + 1, into: $0) }
      return values
    }
    #expect(row(0) == [0, 1.5, 0, 0] && row(1) == [0, 0, 0, 0])
    #expect(row(2_000_000) == [0, 0, -2.25, 0] && row(4_499_999) == [0, 0, 0, 7])
  }
}
