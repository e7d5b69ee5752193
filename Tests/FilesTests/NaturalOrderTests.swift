import Files
import Testing

@Suite struct NaturalOrderTests {
  @Test func numbersCountAsNumbers() {
    let sorted = [
      "100", "final_1000", "layer_2", "layer_2/width_16k", "layer_10", "layer_10a", "layer_99999999999999999999999",
    ]
    #expect(sorted.shuffled().sorted { $0.naturallyPrecedes($1) } == sorted)
    #expect("a07".naturallyPrecedes("a7") && !"a7".naturallyPrecedes("a07"))
    #expect(!"a".naturallyPrecedes("a") && "".naturallyPrecedes("a"))
  }
}
