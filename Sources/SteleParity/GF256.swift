internal import CISAL

/// Single elements of GF(2⁸) with the polynomial 11D. See Spec §6.3.
enum GF256 {
  private static let products: [UInt8] = (0...255).flatMap { left in
    (0...255).map { gf_mul(UInt8(left), UInt8($0)) }
  }

  static func product(_ left: UInt8, _ right: UInt8) -> UInt8 { products[Int(left) << 8 | Int(right)] }

  /// 1 / `element`; `element` is not 0.
  static func inverse(_ element: UInt8) -> UInt8 { gf_inv(element) }
}
