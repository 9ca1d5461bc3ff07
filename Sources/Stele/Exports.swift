// `Digest`, `PackagePath`, `Finding`, `RuleCode` and `Severity` are part of the library's face.
@_exported public import SteleCore
