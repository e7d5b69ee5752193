/// Collects mistakes, so that the first one does not hide the others.
public final class Mistakes {
  /// Who reads more than so many?
  public static let limit = 100

  /// In the order in which they were found, each once; of more than `limit` the first.
  public private(set) var all: [AtlasError] = []

  public init() {}

  /// Keeps a mistake; once there are `limit`, only that there are more.
  public func add(_ error: AtlasError) {
    guard all.count <= Mistakes.limit, !all.contains(error) else { return }
    all.append(
      all.count < Mistakes.limit
        ? error
        : AtlasError(path: error.path, "there are more than \(Mistakes.limit) mistakes; the others are not listed"))
  }

  /// Runs `body`; nil where it failed, with its mistakes kept.
  @discardableResult
  public func attempt<T>(_ body: () throws -> T) -> T? {
    do {
      return try body()
    } catch let error as AtlasError {
      add(error)
    } catch let errors as AtlasErrors {
      errors.all.forEach(add)
    } catch {
      add(AtlasError(.failure, "\(error)"))
    }
    return nil
  }

  /// What `body` makes of each item, without those where it failed.
  @discardableResult
  public func each<Item, T>(_ items: some Sequence<Item>, _ body: (Item) throws -> T) -> [T] {
    items.compactMap { item in attempt { try body(item) } }
  }

  /// - Throws: `AtlasError` for one mistake, `AtlasErrors` for several.
  public func end() throws {
    if all.count > 1 { throw AtlasErrors(all) }
    if let error = all.first { throw error }
  }

  /// What `body` makes of each item.
  ///
  /// - Throws: the mistakes of all items.
  public static func ofEach<Item, T>(_ items: some Sequence<Item>, _ body: (Item) throws -> T) throws -> [T] {
    let mistakes = Mistakes()
    let made = mistakes.each(items, body)
    try mistakes.end()
    return made
  }
}
