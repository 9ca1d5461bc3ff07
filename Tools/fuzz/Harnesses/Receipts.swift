import Stele

extension Harness {
  static var receipt: Harness {
    Harness(name: "receipt") { input in
      guard let receipt = Receipt(json: input) else { return }
      require(receipt.json == input, "a receipt is written as it was read")
    }
  }
}
