extension Range where Bound: FixedWidthInteger {
  /// The first number for which a condition does not hold, if it holds for none behind that one; the range's end if it
  /// holds for all. Asks for some 20 of a million numbers.
  ///
  /// - Parameter isBefore: The condition. What it throws ends the search.
  @inlinable
  package func partitionPoint<E>(where isBefore: (Bound) throws(E) -> Bool) throws(E) -> Bound {
    var low = lowerBound
    var high = upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if try isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
