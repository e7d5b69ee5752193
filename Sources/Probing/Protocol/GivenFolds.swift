import Datasets

extension ExampleTable {
  /// Folds that the data itself names: a split column with 2 to 100 values, none of them the name of a part such as `train`,
  /// and one for every row that is dealt to folds. Numbers are put in their order, other names in that of their characters.
  var givenFolds: CategoryColumn? {
    guard let splits else { return nil }
    var column = CategoryColumn(name: "split", cells: splits)
    guard (2...100).contains(column.values.count), column.values.allSatisfy({ SplitPart($0) == nil }),
      foldedRows.allSatisfy({ column.codes[$0] >= 0 })
    else { return nil }
    let numbers = column.values.compactMap(Double.init)
    if numbers.count == column.values.count {
      let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
      var place = [Int32](repeating: 0, count: order.count)
      for (index, old) in order.enumerated() { place[old] = Int32(index) }
      column.values = order.map { column.values[$0] }
      column.codes = column.codes.map { $0 < 0 ? -1 : place[Int($0)] }
    }
    return column
  }
}
