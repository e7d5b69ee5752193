import Buffers
import CImageCodecs
import Diagnostics

/// The rows of a picture from the top: RGBA, 8 bits each.
///
/// The bytes have to stay as long as the reader.
final class PixelReader {
  private enum Library {
    case jpeg(OpaquePointer)
    case png(OpaquePointer)
  }

  let width: Int
  let height: Int
  private let library: Library
  private var row: [UInt8]
  private var status = atlas_image_status()

  /// - Parameter header: of the same bytes, within the limits.
  /// - Throws: `AtlasError` without a path where the pixels are not sound.
  init(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat, _ header: ImageHeader, _ limits: ImageLimits) throws {
    let start = bytes.start.assumingMemoryBound(to: UInt8.self)
    let opened: OpaquePointer?
    switch format {
    case .jpeg: opened = atlas_jpeg_open(start, bytes.count, limits.memory, &status)
    case .png: opened = atlas_png_open(start, bytes.count, &status)
    }
    guard let opened else { throw PixelReader.failure(&status) }
    library = format == .jpeg ? .jpeg(opened) : .png(opened)
    (width, height) = (header.width, header.height)
    row = [UInt8](repeating: 0, count: 4 * header.width)
    guard Int(status.width) == width, Int(status.height) == height else {
      throw AtlasError(.input, "the picture is damaged: its size is not the declared one", hint: "save it again")
    }
  }

  deinit {
    switch library {
    case .jpeg(let reader): atlas_jpeg_close(reader)
    case .png(let reader): atlas_png_close(reader)
    }
  }

  /// Calls `body` with every row.
  ///
  /// - Throws: `AtlasError` without a path where the pixels are not sound.
  func forEachRow(_ body: (UnsafeBufferPointer<UInt8>) -> Void) throws {
    for _ in 0..<height {
      let isRead = row.withUnsafeMutableBufferPointer { row in
        switch library {
        case .jpeg(let reader): atlas_jpeg_read_row(reader, row.start, &status)
        case .png(let reader): atlas_png_read_row(reader, row.start, &status)
        }
      }
      guard isRead == 1 else { throw PixelReader.failure(&status) }
      row.withUnsafeBufferPointer(body)
    }
  }

  private static func failure(_ status: inout atlas_image_status) -> AtlasError {
    let text = withUnsafeBytes(of: &status.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return AtlasError(.input, "the picture cannot be read: \(text)", hint: "save it again, or copy it again")
  }
}
