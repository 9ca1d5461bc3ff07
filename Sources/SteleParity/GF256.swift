internal import CISAL

/// Single elements of GF(2⁸) with the polynomial 11D. See Spec §6.3.
enum GF256 {
  static func product(_ left: UInt8, _ right: UInt8) -> UInt8 { gf_mul(left, right) }

  /// 1 / `element`; `element` is not 0.
  static func inverse(_ element: UInt8) -> UInt8 { gf_inv(element) }
}
