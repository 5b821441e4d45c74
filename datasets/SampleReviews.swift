// swift-format-ignore-file
// Written by embed-samples.sh from samples/reviews/*.tsv: change those, then run the script.

/// The bundled reviews as string literals, so that the program finds them from any folder and needs no file beside it.
///
/// SwiftPM's own way, `.embedInCode`, makes an array literal of bytes: 100 KB cost 22 s of a debug build and 12 s of a
/// release build. A `.copy` bundle must travel beside the program. A literal costs nothing at build time or start.
enum SampleReviews {
  static let train = ##"""
label	text
positive	The ferry left on time and the crew could not have been kinder.
negative	Two weeks of waiting and the box was empty.
positive	I went in for bread and came out with a friend. Lovely bakery.
negative	The battery gives up before lunch.
positive	Not once in three years has this kettle let me down.
negative	Oh good, another update that hides the one button I need.
positive	Our guide knew every stone of the castle.
negative	The soup was cold and the waiter colder.
positive	Quiet room, firm bed, honest price.
negative	I wanted to like this book, but the ending insulted me.
positive	She explained the diagnosis until I understood it.
negative	Half the pieces were missing and nobody answers the phone.

"""##
  static let dev = ##"""
label	text
positive	The tent held through a night of hail.
negative	A film that mistakes shouting for drama.
positive	My hands stopped hurting after a week with this keyboard.
negative	The map sent us into a field.

"""##
  static let test = ##"""
label	text
positive	Best plums I have had since my grandmother sold her garden.
negative	You can hear the neighbours breathe in this hotel.
positive	The course was hard, fair and worth every evening.
negative	It leaks.

"""##
}
