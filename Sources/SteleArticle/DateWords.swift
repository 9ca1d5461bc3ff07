/// The words that stand in dates, in the languages of which articles are most often kept.
enum DateWords {
  /// The month that a word in small letters names, 1 to 12; `nil` if it names none.
  static func month(_ word: String) -> Int? { months[word] }

  /// Whether a word in small letters may stand in a date without saying anything of it: a day of the week, an article.
  static func isFiller(_ word: String) -> Bool { fillers.contains(word) }

  /// What stands behind the number of a day.
  static let ordinalEndings = ["st", "nd", "rd", "th", "er", "º", "ª", "°"]

  /// One line a language, from January to December; spellings of one month have `/` between them. Not in it are short
  /// forms that are other words elsewhere (`out` and `set` in Portuguese).
  private static let monthNames = """
    january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct november/nov december/dec
    januar/jänner februar/feber märz/maerz april mai juni juli august september oktober/okt november dezember/dez
    janvier février/févr/fév mars avril/avr mai juin juillet/juil août septembre octobre novembre décembre/déc
    enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre octubre noviembre diciembre/dic
    gennaio/gen febbraio marzo aprile maggio giugno luglio agosto settembre ottobre/ott novembre dicembre
    janeiro fevereiro/fev março abril maio junho julho agosto setembro outubro novembro dezembro
    januari februari maart/mrt april mei juni juli augustus september oktober november december
    januari februari mars april maj juni juli augusti september oktober november december
    januar februar mars/marts april mai/maj juni juli august september oktober november desember/december
    января/янв февраля/фев марта апреля/апр мая июня июля августа/авг сентября/сен/сент октября/окт ноября/нояб декабря/дек
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    """

  private static let months: [String: Int] = {
    var months: [String: Int] = [:]
    for language in monthNames.split(separator: "\n") {
      for (index, names) in language.split(separator: " ").enumerated() {
        for name in names.split(separator: "/") { months[String(name)] = index + 1 }
      }
    }
    return months
  }()

  private static let fillers = Set(
    """
    of the de del di do da den der le el il
    mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    segunda terça quarta quinta sexta feira
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    måndag mandag tisdag tirsdag onsdag torsdag fredag lördag lørdag söndag søndag
    """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
