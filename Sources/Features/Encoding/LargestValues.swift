import Buffers

/// The k largest of a stream of indexed values offered by ascending index; of equal values the lowest indices stay.
struct LargestValues {
  private let capacity: Int
  /// Binary heap with the entry to drop next at its root: smallest value, of these the largest index.
  private var heap: [(value: Float, index: Int32)] = []

  init(capacity: Int) {
    self.capacity = capacity
    heap.reserveCapacity(capacity)
  }

  /// Offers every value greater than `floor`.
  mutating func offer(_ values: UnsafeMutableBufferPointer<Float>, from floor: Float) {
    guard capacity > 0 else { return }
    var bound = floor
    let base = UnsafeRawPointer(values.start)
    let vectors = values.count / 8
    for v in 0..<vectors {
      let block = base.loadUnaligned(fromByteOffset: v * 32, as: SIMD8<Float>.self)
      if any(block .> SIMD8(repeating: bound)) {
        for j in v * 8..<v * 8 + 8 where values[j] > bound { bound = insert(values[j], j, bound) }
      }
    }
    for j in vectors * 8..<values.count where values[j] > bound { bound = insert(values[j], j, bound) }
  }

  /// Offers |value| of every value that is not zero.
  mutating func offer(magnitudesOf values: UnsafeMutableBufferPointer<Float>) {
    guard capacity > 0 else { return }
    var bound: Float = 0
    for j in values.indices where abs(values[j]) > bound { bound = insert(abs(values[j]), j, bound) }
  }

  /// The k-th largest value, once k were taken in.
  var smallestOfFull: Float? { heap.count == capacity ? heap.first?.value : nil }

  /// What was kept, by ascending index.
  func ascendingByIndex() -> [(Int, Float)] {
    heap.sorted { $0.index < $1.index }.map { (Int($0.index), $0.value) }
  }

  /// Takes the value in and returns the bound that the next one has to exceed.
  private mutating func insert(_ value: Float, _ index: Int, _ bound: Float) -> Float {
    let entry = (value: value, index: Int32(truncatingIfNeeded: index))
    if heap.count < capacity {
      heap.append(entry)
      siftUp()
      return heap.count == capacity ? max(bound, heap[0].value) : bound
    }
    heap[0] = entry
    siftDown()
    return heap[0].value
  }

  private func dropsBefore(_ a: Int, _ b: Int) -> Bool {
    heap[a].value != heap[b].value ? heap[a].value < heap[b].value : heap[a].index > heap[b].index
  }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0, dropsBefore(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var first = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && dropsBefore(child, first) {
        first = child
      }
      if first == parent { return }
      heap.swapAt(parent, first)
      parent = first
    }
  }
}
