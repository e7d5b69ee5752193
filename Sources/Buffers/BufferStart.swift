// The address of a buffer's first element, for C functions and loops over raw memory. It is valid while the buffer is; a
// buffer that was made empty may have none, and to ask it is a mistake of the program.

extension UnsafeBufferPointer {
  /// The address of the first element; never of an empty buffer.
  @inlinable public var start: UnsafePointer<Element> { address(baseAddress) }
}

extension UnsafeMutableBufferPointer {
  /// The address of the first element; never of an empty buffer.
  @inlinable public var start: UnsafeMutablePointer<Element> { address(baseAddress) }
}

extension UnsafeRawBufferPointer {
  /// The address of the first byte; never of an empty buffer.
  @inlinable public var start: UnsafeRawPointer { address(baseAddress) }
}

extension UnsafeMutableRawBufferPointer {
  /// The address of the first byte; never of an empty buffer.
  @inlinable public var start: UnsafeMutableRawPointer { address(baseAddress) }
}

@inlinable @inline(__always) func address<Pointer>(_ base: Pointer?) -> Pointer {
  guard let base else { preconditionFailure("an empty buffer has no first element") }
  return base
}
