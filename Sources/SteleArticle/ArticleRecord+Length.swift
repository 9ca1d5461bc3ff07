internal import SteleCore

extension ArticleRecord {
  /// The record's line with as many assets as it can hold, and these. See Spec §8.2.
  ///
  /// Included assets come first, then those that the article names first. All but assets is short, however
  /// long the article is.
  package func line(
    maximumLength: Int = LineSplitter.maximumLineLength
  ) -> (bytes: [UInt8], assets: [AssetRecord]) {
    let bytes = line
    if bytes.count <= maximumLength { return (bytes, assets) }
    var short = self
    short.assets = []
    short.assetsLeftOut = assets.count
    var room = maximumLength - short.line.count
    let order =
      assets.indices.filter { assets[$0].status == .included }
      + assets.indices.filter { assets[$0].status != .included }
    var kept: [Int] = []
    for index in order {
      let length = assets[index].length + 1
      if length > room { continue }
      room -= length
      kept.append(index)
    }
    short.assets = kept.sorted().map { assets[$0] }
    short.assetsLeftOut = assets.count - kept.count
    return (short.line, short.assets)
  }
}
