import Buffers
import CZlib
import CZstd
import Diagnostics

/// The content of a file from its beginning to its end, piece by piece: as it lies, or unpacked from gzip or zstd.
public final class UnpackedBytes {
  /// As it was given, for messages.
  public let path: String
  /// As the first bytes of the file tell it.
  public let packing: Packing
  private let file: MappedFile
  private let limit: Int
  private let decoder: (any PieceDecoder)?
  private var given = 0
  private var isFinished = false

  /// - Parameter limit: bytes that the unpacked content may have; a small file can announce or yield far more.
  /// - Throws: `AtlasError` if the file cannot be read.
  public init(_ path: String, limit: Int = 4 << 30) throws {
    self.path = path
    self.limit = limit
    file = try MappedFile(path)
    packing = Packing(firstBytes: file.bytes)
    switch packing {
    case .plain: decoder = nil
    case .gzip: decoder = try GzipDecoder(file.bytes)
    case .zstd: decoder = try ZstdDecoder(file.bytes)
    }
  }

  /// The next piece, empty at the end; valid until the next call and as long as this object lives.
  ///
  /// - Throws: `AtlasError` if the packed data is damaged or cut short, or yields more than the limit.
  public func next() throws -> UnsafeRawBufferPointer {
    if isFinished { return UnsafeRawBufferPointer(start: nil, count: 0) }
    guard let decoder else {
      isFinished = true
      return file.bytes
    }
    let piece: UnsafeRawBufferPointer
    do {
      piece = try decoder.next()
    } catch let error as AtlasError {
      throw error.located(path: path)
    }
    isFinished = piece.isEmpty
    given += piece.count
    guard given <= limit else {
      throw AtlasError(
        path: path, "unpacks to more than \(limit) bytes", hint: "unpack the file yourself, or split it, if it is sound"
      )
    }
    return piece
  }

  /// Calls `body` with the whole content: where it lies, or unpacked into memory.
  public func withWholeContent<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    if packing == .plain { return try file.withBytes(body) }
    var content: [UInt8] = []
    try withExtendedLifetime(self) {
      while case let piece = try next(), !piece.isEmpty { content.append(contentsOf: piece) }
    }
    return try content.withUnsafeBytes(body)
  }
}

private protocol PieceDecoder: AnyObject {
  /// Unpacks the next piece; empty when everything was given.
  func next() throws -> UnsafeRawBufferPointer
}

private let pieceSize = 1 << 18

private func truncated(_ kind: String) -> AtlasError {
  AtlasError(
    .input, "the \(kind) data ends before its end mark: the file is cut short", hint: "copy or download it again")
}

private func damaged(_ kind: String, _ detail: String) -> AtlasError {
  AtlasError(.input, "the \(kind) data is damaged: \(detail)", hint: "copy or download it again")
}

/// gzip (RFC 1952): any number of members one after the other; checksums are verified by zlib.
private final class GzipDecoder: PieceDecoder {
  private let input: UnsafeRawBufferPointer
  private var position = 0
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let output = UnsafeMutablePointer<UInt8>.allocate(capacity: pieceSize)
  private var isInsideMember = true

  init(_ input: UnsafeRawBufferPointer) throws {
    self.input = input
    stream.initialize(to: z_stream())
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw AtlasError(.failure, "zlib cannot start")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  func next() throws -> UnsafeRawBufferPointer {
    stream.pointee.next_out = output
    stream.pointee.avail_out = UInt32(pieceSize)
    while stream.pointee.avail_out > 0, isInsideMember {
      let offered = min(input.count - position, 1 << 28)
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.start.advanced(by: position).assumingMemoryBound(to: UInt8.self))
      stream.pointee.avail_in = UInt32(offered)
      let status = inflate(stream, Z_NO_FLUSH)
      position += offered - Int(stream.pointee.avail_in)
      switch status {
      case Z_STREAM_END: try startNextMember()
      case Z_OK: break
      case Z_BUF_ERROR where position == input.count: throw truncated("gzip")
      default: throw damaged("gzip", stream.pointee.msg.map { String(cString: $0) } ?? "code \(status)")
      }
    }
    return UnsafeRawBufferPointer(start: output, count: pieceSize - Int(stream.pointee.avail_out))
  }

  /// After a member: another one, or padding with zeros, or the end.
  private func startNextMember() throws {
    let rest = UnsafeRawBufferPointer(rebasing: input[position...])
    if rest.starts(with: [0x1f, 0x8b]) {
      inflateReset(stream)
    } else if rest.allSatisfy({ $0 == 0 }) {
      isInsideMember = false
    } else {
      throw damaged("gzip", "\(rest.count) bytes after the end that are no further member")
    }
  }
}

/// zstd (RFC 8878): any number of frames; windows above 128 MiB are refused by the library's own default.
private final class ZstdDecoder: PieceDecoder {
  private let input: UnsafeRawBufferPointer
  private var position = 0
  private let context: OpaquePointer
  private let output = UnsafeMutablePointer<UInt8>.allocate(capacity: pieceSize)
  /// 0 at the end of a frame.
  private var pending = 1

  init(_ input: UnsafeRawBufferPointer) throws {
    self.input = input
    guard let context = ZSTD_createDStream() else { throw AtlasError(.failure, "zstd cannot start") }
    self.context = context
  }

  deinit {
    ZSTD_freeDStream(context)
    output.deallocate()
  }

  func next() throws -> UnsafeRawBufferPointer {
    var target = ZSTD_outBuffer(dst: output, size: pieceSize, pos: 0)
    while target.pos < pieceSize, position < input.count || pending != 0 {
      var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: position)
      let before = target.pos
      pending = ZSTD_decompressStream(context, &target, &source)
      guard ZSTD_isError(pending) == 0 else { throw damaged("zstd", String(cString: ZSTD_getErrorName(pending))) }
      let advanced = source.pos > position || target.pos > before
      position = source.pos
      if !advanced, pending != 0 { throw truncated("zstd") }
    }
    return UnsafeRawBufferPointer(start: output, count: target.pos)
  }
}
