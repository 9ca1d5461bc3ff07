/// One attribute of an element that tells something of the article, its value with entities decoded.
struct HTMLAttribute {
  /// What an attribute is to the reader of an article; those that stand for the same are one.
  enum Name: Sendable {
    /// `href`, and `xlink:href` of SVG.
    case address
    case source
    case sourceSet
    /// The same of a `link`.
    case imageSourceSet
    /// The picture that stands for a film, or behind a text.
    case poster
    /// `data` of an `object`.
    case data
    /// `value` of a `param`.
    case value
    case style
    /// `srcdoc` of an `iframe`: a page.
    case sourceDocument
    /// Where forums and portals keep a picture's address until a script asks for it.
    case deferredSource
    /// `data-*` under a name that scripts load pictures from.
    case lazySource
    /// Any other `data-*`.
    case otherData
    case name, content, type, language, relation, destination, itemProperty, time, itemAddress, width, height
  }

  let name: Name
  /// The value; of a `data:` address only its scheme, since those may be megabytes.
  let value: String

  /// - Parameters:
  ///   - name: The name in lower case, a zero byte behind it.
  ///   - value: The same for the value; `nil` if there is none.
  /// - Returns: `nil` for an attribute that nothing reads: class names and the like are most of a page's bytes.
  @unsafe init?(_ name: UnsafePointer<UInt8>, _ value: UnsafePointer<UInt8>?) {
    guard let known = unsafe Self.names[name] ?? Self.data(name) else { return nil }
    self.name = known
    guard let value = unsafe value else {
      self.value = ""
      return
    }
    let isEmbedded = unsafe Self.begins(value, "data:") && known != .sourceSet && known != .imageSourceSet
    self.value = isEmbedded ? "data:" : unsafe String(cString: value)
  }

  @unsafe private static func data(_ name: UnsafePointer<UInt8>) -> Name? {
    unsafe begins(name, "data-") ? .otherData : nil
  }

  @unsafe private static func begins(_ text: UnsafePointer<UInt8>, _ prefix: StaticString) -> Bool {
    for index in 0..<prefix.utf8CodeUnitCount
    where unsafe text[index].lowered != prefix.utf8Start[index] {
      return false
    }
    return true
  }

  private static let names = NameTable<Name>([
    "href xlink:href": .address, "src lowsrc dynsrc": .source,
    "srcset data-srcset data-lazy-srcset data-original-set": .sourceSet, "imagesrcset": .imageSourceSet,
    "poster data-poster background": .poster, "data": .data, "value": .value, "style": .style,
    "srcdoc": .sourceDocument,
    "file zoomfile _src real_src lay-src lazy-src": .deferredSource,
    """
    data-src data-original data-lazy-src data-lazy data-actualsrc data-url data-img-src data-bg \
    data-background data-background-image data-image data-image-src data-full-url data-orig-file \
    data-large-file data-hi-res-src data-echo data-thumb data-href data-full
    """: .lazySource,
    "name property http-equiv": .name, "content": .content, "type": .type, "lang xml:lang": .language,
    "rel": .relation, "as": .destination, "itemprop": .itemProperty, "datetime": .time,
    "itemid": .itemAddress,
    "width": .width, "height": .height,
  ])
}

extension [HTMLAttribute] {
  /// The value of the first attribute of a name.
  subscript(name: HTMLAttribute.Name) -> String? { first { $0.name == name }?.value }
}
