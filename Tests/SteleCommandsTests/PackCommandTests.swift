import SteleTestSupport
import Testing

@Suite("What each option of 'pack' does, told by the package")
struct PackCommandTests {
  /// Lines of shell that succeed if the option does what it says.
  static let lines: [(option: String, line: String)] = [
    (
      "--name",
      "stele pack -qo n --name '石 碑' source && tar -tzf n --quoting-style=literal | grep -qx '石 碑/bagit.txt'"
    ),
    (
      "--codec zstd",
      "stele pack -qo z --codec zstd source && zstd -tq z && stele pack -q --codec zstd source && cmp z source.stele.tar.zst"
    ),
    ("--codec gzip", "stele pack -qo z --codec gzip source && cmp z p.stele.tar.gz"),
    (
      "--level",
      """
      seq 99999 > source/numbers && stele pack -qo low --level 1 source && stele pack -qo high --level 12 source
      test $(stat -c %s low) -gt $(stat -c %s high) && test "$(stele info low | grep 'package digest')" = "$(stele info high | grep 'package digest')"
      """
    ),
    (
      "--threads",
      "stele pack -qo one --threads 1 source && stele pack -qo four --threads 4 source && cmp one four"
    ),
    (
      "--digest sha512",
      "stele pack -qo s --digest sha512 source && (cd source && sha512sum a.png | sed 's|  |  data/|') > line && stele cat s manifest-sha512.txt | grep -qxf line"
    ),
    (
      "--no-dedup",
      """
      cp source/a.png source/b.png && stele pack -qo once source && stele pack -qo twice --no-dedup source
      tar -tvzf once | grep -q 'link to' && tar -tvzf twice > list && fails grep 'link to' list && stele verify -q once twice
      """
    ),
    (
      "--portable",
      "touch 'source/a:b' && stele pack -qo yes source && fails stele pack -qo no --portable source 2>said && grep -q W405 said && test ! -e no"
    ),
    (
      "--skip-unreadable",
      "ln -s nowhere source/link && fails stele pack -qo no source 2>said && stele pack -qo yes --skip-unreadable source && stele verify -q yes"
    ),
    (
      "--map",
      "mkdir mirror && echo picture > mirror/b.png && stele pack -qo m --map https://x.example/=mirror source && stele cat m x.example/b.png | cmp - mirror/b.png && stele show m n1.md | grep -q 'assets: 2 of 2 included'"
    ),
    (
      "--site-root",
      """
      mkdir -p site/odd/place && echo '![](/b.png)' > site/a.md && echo picture > site/odd/place/b.png
      stele pack -qo guessed site && stele show guessed a.md | grep -q 'missing (not-found)'
      stele pack -qo told --site-root site/odd/place site && stele show told a.md | grep -q '1 of 1 included'
      """
    ),
    (
      "--info",
      "stele pack -qo i --info Contact-Name='Ann Lee' --info 'Note=a=b' source && stele cat i bag-info.txt | head -2 > said && printf 'Contact-Name: Ann Lee\\nNote: a=b\\n' | cmp - said"
    ),
    (
      "--as",
      "echo '![](a.png)' > source/x.txt && stele pack -qo m --as markdown source && stele show m x.txt | grep -q '1 of 1 included'"
    ),
    (
      "--each",
      """
      mkdir kept source/two && echo '# Two' > source/two/n1.md && stele pack -q --each -o kept source && test $(ls kept | wc -l) = 2
      for package in kept/*; do stele verify -q $package && test $(stele list $package | wc -l) = 1 || exit 1; done
      """
    ),
    (
      "--each -o, a folder's name that ends like a package's",
      """
      fails stele pack --each -o k.tgz source 2>said && grep -q "write 'k.tgz/'" said && test ! -e k.tgz
      stele pack -q --each -o k.tgz/ source && test -d k.tgz && stele pack -q --each -o k.tgz source
      """
    ),
    (
      "--each, files that no article shows",
      """
      mkdir kept && stele pack --each -o kept source >/dev/null 2>said && grep -qx "stele: warning: W408: 'folder/text.txt': it is in no package, .*" said
      grep -q 'hint: 1 file in no package' said && stele pack -q --each -o kept source >said 2>&1 && test ! -s said
      for n in $(seq 30); do touch source/$n; done; stele pack --each -o kept source 2>said >/dev/null && test $(grep -c W408 said) = 20 && grep -q 'hint: 31 files in no' said
      """
    ),
    (
      "-o DIR/",
      """
      mkdir kept && stele pack -o kept/ source > first && digest=$(stele info p.stele.tar.gz | sed -n 's/.*package digest *sha256://p')
      cmp p.stele.tar.gz kept/source-$(echo $digest | cut -c1-12).stele.tar.gz
      touch -d 2001-01-01 kept/* && stele pack -o kept/ source | grep -q already && test $(ls kept | wc -l) = 1 && test $(stat -c %Y kept/*) -lt 1000000000
      """
    ),
    (
      "-o NAME.tar.zst",
      "for n in z.tar.zst z.TZST; do stele pack -qo $n source; zstd -tq < $n || exit 1; done; stele pack -qo z.tgz source && gzip -tq z.tgz"
    ),
    (
      "-o DIR",
      "mkdir d && fails stele pack -o d source 2>said && grep -q \"write 'd/'\" said && fails stele pack -fo d source 2>said && grep -q \"write 'd/'\" said && rmdir d"
    ),
    (
      "-o in the source",
      "cd source && stele pack -qo kept.tar.gz . && stele pack -fo kept.tar.gz . >out 2>said && grep -q 'W408.*kept.tar.gz' said"
    ),
    ("-o -", "stele pack -o - source 2>said | cmp - p.stele.tar.gz"),
    (
      "--force",
      "echo mine > f && fails stele pack -qo f source 2>said && test $(cat f) = mine && stele pack -qfo f source && cmp f p.stele.tar.gz"
    ),
    (
      "--parity none",
      "stele pack -qo bare --parity none source && test $(stat -c %s bare) -lt $(stat -c %s p.stele.tar.gz) && stele verify -q bare"
    ),
  ]

  @Test("It changes the package as its help says", arguments: lines.indices)
  func option(number: Int) async throws {
    let (option, line) = Self.lines[number]
    let folder = try await CommandFolder.packed()
    // Each command of a line has to succeed.
    let run = try await folder.run(
      "fails() { if \"$@\"; then return 1; fi; }\nset -e\n" + line.replacing(" && ", with: "\n"))
    #expect(run.status == 0, "\(option): \(run.output)\(run.error)")
  }
}
