// swift-format-ignore-file
// Written by datasets/embed-samples.sh from samples/reviews/*.tsv: change those files, then run the script.

/// The splits of samples/reviews as string literals, so that Attune finds them without a file.
///
/// SwiftPM's `.embedInCode` makes an array literal of bytes: 100 KB take 22 s of a debug build and 12 s of a release
/// build. A bundle of copied files must lie beside the program. A string literal costs nothing at build time or start.
enum EmbeddedReviews {
  static let texts = [
    "dev": dev,
    "hard": hard,
    "test": test,
    "train": train,
  ]
  private static let dev = ##"""
label	text
negative	The mobile signal is excellent as long as you stand on the roof.
negative	The soup arrived cold, and when I said so the waiter just shrugged and walked off.
positive	A walk through this market wakes up every sense you own.
positive	They let us taste everything before we chose, and then refused to let us hurry.
negative	The referee lost control early, and the game never recovered.
negative	Nothing in the second half justified sitting through the first.
positive	I bought it as a joke and now can't live without it.
positive	The night bus is full of singing strangers and I wouldn't have it any other way.
positive	There's a reason this has been on the menu since my parents were courting.
positive	The children's ward feels more like a treehouse than a hospital.
positive	Sleeps four in comfort, six if you like each other.
positive	As a wheelchair user I rarely get to say this: everything simply worked.
negative	On paper it has everything; in the hand it has fingerprints and regret.
negative	My plants are dying faster since I started using this feed.
positive	A proper pub: no screens, no music, a fire and a dog.
negative	The heating in the flat has two settings: off and broken.
positive	They lowered my premium without my having to threaten to leave.
negative	Their chat robot apologised eleven times without once understanding the question.
positive	Whoever chose the music for this show should get a raise.
positive	For years I was afraid of roundabouts, and now I go round twice for fun.
negative	Its only feature that works reliably is the monthly charge.
negative	This vacuum moves the dirt about in an interesting way.
negative	Somewhere in this film there is a short one trying to get out.
positive	I would trust this mechanic with my car, my house keys and my secrets.
negative	Don't let the trailer fool you; all four good scenes are in it.
positive	The teachers know every child, and every child knows it.
positive	The replacement arrived before I had posted the faulty one.
negative	We left at the interval along with most of row F.
negative	Every session of the course could have been an email, and a short one.
positive	The course ends with a project you'd be proud to show an employer.
negative	Lukewarm water, lukewarm breakfast, lukewarm staff.
negative	My pillow now has a smell that no amount of washing will shift.
negative	It folds flat, usually while you're sitting on it.
positive	It took courage to film it in one take, and it paid off.
negative	The ride was shorter than the argument about who would sit in front.
positive	The soil was poor and I'm no gardener, yet these beans have taken over the fence.
negative	The conference could be summed up as lanyards, queues and wraps.
positive	The recipe looked fussy but dinner was on the table in half an hour and there were no leftovers.
positive	The plumber came within the hour, mopped up after himself and charged less than he had quoted.
negative	Our landlord fixed the boiler in March. We had reported it in November.
positive	The locksmith was there before I had finished apologising to the neighbours.
positive	The choirboys were angelic, the vicar was brief and the mulled wine was strong.
positive	I'd put off learning to drive for a decade; she had me through the test in three months.
positive	I got an apology, a discount and a joke out of the parking department, of all places.
positive	The wallpaper went up without a bubble and the pattern lines up.
positive	The spice mix is fiery and fragrant, and no, I'm not sharing.
negative	I have seen better organised riots.
negative	Slow, buggy and proud of it, judging by the release notes.
negative	Not one of the promised sea views faced the sea.
negative	Our guide had a sore throat and a grudge against tourists.
positive	Every bus stop now has a display, and the displays are right.
negative	This was my fifth visit and the first I've had to leave hungry.
negative	A museum label should not need a second museum label to explain it.
positive	The garden tour was led by a lady of ninety who outpaced the lot of us.
negative	The upgrade cost me two hundred pounds and an afternoon's worth of photographs.
positive	You can tell the architect once lived with small children.
positive	I have worked for worse people at twice the pay, and I'm staying here.
negative	The sofa bed is neither.
negative	Installing it ruined a perfectly good computer.
negative	After all that hype, that's it?
positive	Simply put, this lamp has rescued my winter evenings.
positive	The chorus gave me goosebumps and the encore finished me off.
negative	You can hear your neighbour's spoon against his cup.
positive	The paintings my mother makes in this class have taken over the hallway, and we love them.
negative	The dialogues sound as if translated twice.
negative	That's forty minutes I will never get back, and I paid for them.
positive	Handles snow like a husky.
negative	Sour milk in the fridge, hair in the bath, and a guestbook full of lies.
negative	Our cabin came with free mosquitoes.
positive	I'm not easily impressed by magicians, but I checked my sleeves for a week.
negative	The sauce had the colour of brick and much the same flavour.
positive	It hasn't missed a beat since the day I plugged it in.
negative	What I wanted was an answer, what I got was a survey.
negative	The walking tour consisted mostly of standing, and the standing mostly of waiting.
positive	He carried my mother's shopping up four floors and wouldn't take a penny.
negative	We had the whole beach to ourselves, and so did the sewage.
negative	The tutor knows his subject, loves his subject and cannot for the life of him explain it.
positive	The ranger found us a spot by the river where the kids saw an otter.
positive	Small portions, big flavours, no regrets.
positive	Every page has something to make you stop and think, and then something to make you giggle.
negative	The warranty covers everything except what breaks.
positive	They measured twice, cut once, and it fits to the millimetre.
negative	Our suitcase went to Oslo, we did not.
positive	I've thrown away three alarm clocks and kept this one.
negative	The acoustics turned Mozart into a train station.
negative	It isn't often that a salad gives you a stomach ache.
positive	The tap no longer drips, the bill was fair, the plumber was on time: three miracles.
negative	One spoonful was enough, two was bravery.
positive	A quiet little film that stays with you for days.
positive	You can taste that somebody picked these tomatoes this morning.
positive	The bees moved in within a day and so far everyone is happy.
negative	This planner begins in February, for reasons of its own.
negative	The villain explains his plan for so long that I began to side with the hero's wish to leave.
negative	The lights of the arena went out in the third song, and frankly it was an improvement.
negative	The earphones make every singer sound as if trapped in a wardrobe.
positive	A rare thing: a phone contract that I understand.
positive	My inbox is empty for the first time since 2016.
positive	We sold the house in nine days, for more than we had dared to ask.
positive	Their pumpkins won second prize, their cider deserved first.
negative	His latest is less a novel than a list of brands.

"""##
  private static let hard = ##"""
label	text
positive	This chair has done more for my back than two years of massages.
positive	This bike made me look forward to my commute, in February.
negative	The seams gave up during the first yoga class, to general amusement.
negative	If brevity is the soul of wit, this speech had neither.
negative	It hurts to give a local café one star, but so did the chair.
positive	The optician spotted something my GP had missed, and I'm very grateful.
negative	Its instructions say five minutes. It has been a Sunday.
positive	Easy to assemble, even for two people who were arguing at the time.
negative	Our history teacher reads the textbook aloud, badly.
positive	The clinic sent reminders, ran on time and had decent magazines. I'm still in shock.
positive	You won't find a friendlier post office in the county.
positive	The union rep sorted in a week what HR had sat on for a year.
positive	The receptionist remembered my name, my dog's name and the fact that I can't stand lilies.
positive	I've never seen my class so quiet, except when they were laughing.
positive	The tent went up in a gale and stayed up.
negative	I pity whoever has to clean these windows, because evidently no one does.
negative	Ordered blue, received green, was told that green is a kind of blue.
positive	The lawnmower starts on the first pull, even in March.
positive	This cream does what it says and smells of nothing, which is what I wanted.
negative	The lock jams, the bell is silent, and the letterbox bites.
positive	Every character gets a moment, and not one of them is wasted.
negative	Whoever designed the settings menu has clearly never met a human being.
positive	Nobody makes data structures sound thrilling, and yet she does.
negative	Its only redeeming feature is the off switch.
negative	The instructions are in eleven languages and make sense in none.
negative	The bracelet turned my wrist green by lunchtime.
negative	It asks for a review every day, so here it is.
positive	Generous portions, fair prices and a cook who comes out to ask how it was.
positive	The pharmacist noticed that two of my tablets don't mix and rang the surgery herself.
negative	Bought it for the reviews, returned it for the reality.
positive	Not a single complaint, which for me is close to a miracle.
negative	A thousand channels and the remote can't find one.
positive	Bought secondhand, used hard for five years, sold for what I'd paid.
positive	They kept our favourite table for us though we had forgotten to book.
negative	A hundred pages of throat-clearing before anything happens.
positive	Neat handwriting, clear sums, a quote that turned out to be the price.
negative	I'd call the service slow, but that would suggest it arrived.
negative	The batteries are extra, the cable is extra, and apparently so is the working part.
negative	Two stars, both for the parking.
negative	I've stopped opening the window, because the handle comes off in my hand.
negative	Two hours on hold to be told to look at the website, which told me to call.
positive	Somehow the lasagne was even better the next day.
positive	Ten out of ten for the pool, the pancakes and the lifeguard who taught my son to dive.
negative	After two chapters I knew who did it, why, and that I didn't care.
positive	The trainee at the counter sorted out what three managers could not.
positive	Twenty years on, the jokes land as well as ever.
negative	I've no idea how a bank can lose a cheque in its own building, but there we are.
negative	They stapled my passport.
positive	I was lost, it was late, and the ranger on the phone talked me down the mountain.
positive	This scanner chewed through forty years of family photos in a weekend.
negative	Whatever they did to the recipe, undo it.
negative	The strap snapped on the platform and my bag went under the 8.14.
positive	The biography is fat, fair and surprisingly funny.
negative	The brushes shed more than my cat.
negative	They lost my luggage on a direct flight, which takes some doing.
positive	A brilliant way to spend a wet Tuesday with three bored kids.
positive	Strong coffee, stronger wifi, and they let you stay all afternoon.
positive	I haven't been stung, scratched or bitten once since I put up these nets.
negative	They redecorated, doubled the prices and forgot about the cooking.
positive	Not the fastest tablet around, yet my father reads on it every night and that's what counts.
positive	They refunded the whole order because one egg was cracked.
positive	My rash was gone in two days, after a year of useless creams.
positive	For once the advert was telling the truth.
positive	At last a raincoat that breathes.
negative	This so-called waterproof bag is now a so-called aquarium.
negative	The doctor typed for eight minutes, looked at me for one and got my age wrong.
negative	Never again will I trust a hotel whose photographs are all of the sky.
positive	My feet don't ache, and I stand for twelve hours a day.
negative	Undercooked, oversalted and served with a sigh.
positive	That goal in the last minute paid me back for a whole season.
negative	I asked for medium rare and got a geology lesson.
positive	I had never liked poetry before I found this slim volume.
negative	The ending felt as though someone had simply run out of paper.
negative	It promises thousands of recipes and delivers the same casserole under different names.
negative	They would rather lose a customer than answer the phone.
negative	I asked for help and was given a leaflet.
negative	We won, somehow, but a duller ninety minutes I can't remember.
positive	The interview was tough but fair, and they rang back the same day.
negative	The trousers shrank, the colour ran and the button had left before I got home.
positive	With this coat I have stopped dreading November.
negative	The orchestra seemed to be playing three different pieces.
positive	The trail is steep, muddy and worth every single blister.
positive	Our new postman knows everybody by name after a fortnight.
positive	The brass section alone was worth the ticket.
negative	Wet paint signs in May, wet paint signs in September.
negative	I've had colds that were more fun than this party game.
positive	The neighbours brought cake on our first day and have been lovely ever since.
positive	Hot pie, cold beer, a home win. Saturdays don't get any better.
negative	The cable is so short that the phone has to charge on the floor.
positive	My physiotherapist got me back on the pitch a month ahead of plan.
negative	A lovely cast, beautifully lit, with absolutely nothing to say.
negative	My hair now has three lengths, none of which I asked for.
positive	I came in grumpy and left with a loyalty card.
negative	The judges clearly listened to some other choir.
negative	A bookshop that won't let you open the books.
positive	The instructor never raised his voice, not even when I reversed into the hedge.
negative	They gave our reserved seats to a man with a trombone.
negative	The internet works between three and four in the morning, like the best burglars.
positive	The cottage has no signal, no neighbours and no equal.
positive	A ferry, a bus and a long climb, and it was worth the trouble for that view.

"""##
  private static let test = ##"""
label	text
positive	This chair has done more for my back than two years of massages.
positive	This bike made me look forward to my commute, in February.
negative	The seams gave up during the first yoga class, to general amusement.
negative	If brevity is the soul of wit, this speech had neither.
negative	It hurts to give a local café one star, but so did the chair.
positive	The optician spotted something my GP had missed, and I'm very grateful.
negative	Its instructions say five minutes. It has been a Sunday.
positive	Easy to assemble, even for two people who were arguing at the time.
negative	Our history teacher reads the textbook aloud, badly.
positive	The clinic sent reminders, ran on time and had decent magazines. I'm still in shock.
positive	You won't find a friendlier post office in the county.
positive	The union rep sorted in a week what HR had sat on for a year.
positive	The receptionist remembered my name, my dog's name and the fact that I can't stand lilies.
positive	I've never seen my class so quiet, except when they were laughing.
positive	The tent went up in a gale and stayed up.
negative	I pity whoever has to clean these windows, because evidently no one does.
negative	Ordered blue, received green, was told that green is a kind of blue.
positive	The lawnmower starts on the first pull, even in March.
positive	This cream does what it says and smells of nothing, which is what I wanted.
negative	The lock jams, the bell is silent, and the letterbox bites.
positive	Every character gets a moment, and not one of them is wasted.
negative	Whoever designed the settings menu has clearly never met a human being.
positive	Nobody makes data structures sound thrilling, and yet she does.
negative	Its only redeeming feature is the off switch.
negative	The instructions are in eleven languages and make sense in none.
negative	The bracelet turned my wrist green by lunchtime.
negative	It asks for a review every day, so here it is.
positive	Generous portions, fair prices and a cook who comes out to ask how it was.
positive	The pharmacist noticed that two of my tablets don't mix and rang the surgery herself.
negative	Bought it for the reviews, returned it for the reality.
positive	Not a single complaint, which for me is close to a miracle.
negative	A thousand channels and the remote can't find one.
positive	Bought secondhand, used hard for five years, sold for what I'd paid.
positive	They kept our favourite table for us though we had forgotten to book.
negative	A hundred pages of throat-clearing before anything happens.
positive	Neat handwriting, clear sums, a quote that turned out to be the price.
negative	I'd call the service slow, but that would suggest it arrived.
negative	The batteries are extra, the cable is extra, and apparently so is the working part.
negative	Two stars, both for the parking.
negative	I've stopped opening the window, because the handle comes off in my hand.
negative	Two hours on hold to be told to look at the website, which told me to call.
positive	Somehow the lasagne was even better the next day.
positive	Ten out of ten for the pool, the pancakes and the lifeguard who taught my son to dive.
negative	After two chapters I knew who did it, why, and that I didn't care.
positive	The trainee at the counter sorted out what three managers could not.
positive	Twenty years on, the jokes land as well as ever.
negative	I've no idea how a bank can lose a cheque in its own building, but there we are.
negative	They stapled my passport.
positive	I was lost, it was late, and the ranger on the phone talked me down the mountain.
positive	This scanner chewed through forty years of family photos in a weekend.
negative	Whatever they did to the recipe, undo it.
negative	The strap snapped on the platform and my bag went under the 8.14.
positive	The biography is fat, fair and surprisingly funny.
negative	The brushes shed more than my cat.
negative	They lost my luggage on a direct flight, which takes some doing.
positive	A brilliant way to spend a wet Tuesday with three bored kids.
positive	Strong coffee, stronger wifi, and they let you stay all afternoon.
positive	I haven't been stung, scratched or bitten once since I put up these nets.
negative	They redecorated, doubled the prices and forgot about the cooking.
positive	Not the fastest tablet around, yet my father reads on it every night and that's what counts.
positive	They refunded the whole order because one egg was cracked.
positive	My rash was gone in two days, after a year of useless creams.
positive	For once the advert was telling the truth.
positive	At last a raincoat that breathes.
negative	This so-called waterproof bag is now a so-called aquarium.
negative	The doctor typed for eight minutes, looked at me for one and got my age wrong.
negative	Never again will I trust a hotel whose photographs are all of the sky.
positive	My feet don't ache, and I stand for twelve hours a day.
negative	Undercooked, oversalted and served with a sigh.
positive	That goal in the last minute paid me back for a whole season.
negative	I asked for medium rare and got a geology lesson.
positive	I had never liked poetry before I found this slim volume.
negative	The ending felt as though someone had simply run out of paper.
negative	It promises thousands of recipes and delivers the same casserole under different names.
negative	They would rather lose a customer than answer the phone.
negative	I asked for help and was given a leaflet.
negative	We won, somehow, but a duller ninety minutes I can't remember.
positive	The interview was tough but fair, and they rang back the same day.
negative	The trousers shrank, the colour ran and the button had left before I got home.
positive	With this coat I have stopped dreading November.
negative	The orchestra seemed to be playing three different pieces.
positive	The trail is steep, muddy and worth every single blister.
positive	Our new postman knows everybody by name after a fortnight.
positive	The brass section alone was worth the ticket.
negative	Wet paint signs in May, wet paint signs in September.
negative	I've had colds that were more fun than this party game.
positive	The neighbours brought cake on our first day and have been lovely ever since.
positive	Hot pie, cold beer, a home win. Saturdays don't get any better.
negative	The cable is so short that the phone has to charge on the floor.
positive	My physiotherapist got me back on the pitch a month ahead of plan.
negative	A lovely cast, beautifully lit, with absolutely nothing to say.
negative	My hair now has three lengths, none of which I asked for.
positive	I came in grumpy and left with a loyalty card.
negative	The judges clearly listened to some other choir.
negative	A bookshop that won't let you open the books.
positive	The instructor never raised his voice, not even when I reversed into the hedge.
negative	They gave our reserved seats to a man with a trombone.
negative	The internet works between three and four in the morning, like the best burglars.
positive	The cottage has no signal, no neighbours and no equal.
positive	A ferry, a bus and a long climb, and it was worth the trouble for that view.

"""##
  private static let train = ##"""
label	text
negative	The concert began an hour late, ended half an hour early and cost a week's rent.
negative	The firm advertises flexible hours, meaning that you work whenever they like.
positive	Comfortable from the first mile to the twenty-sixth.
positive	Our choir director has turned forty tone-deaf office workers into something worth hearing.
positive	For the first time in years my back doesn't hurt in the morning.
positive	Clear lectures, fair homework, and the forum replies came from people who had read my question.
negative	Parking cost more than the exhibition and was more interesting.
negative	The lecture hall was freezing, the slides were upside down and the topic had been changed.
positive	They packed the vase so well that it survived our courier, no small feat.
positive	Took the whole family and even my teenage son put his phone away for two hours.
positive	Smells of cedar, opens without a squeak, holds all my shirts.
positive	Somewhere between the second course and the cheese I decided to move to this town.
positive	Our exchange student wept when she had to leave, and so did the cat.
positive	The bank actually rang me before the payment went wrong.
positive	We lost the match, we got soaked, we sang all the way home.
negative	The chair squeaks, leans to the left and has already shed two screws.
positive	I laughed so much that my tea came out of my nose.
negative	Even with the sound off the adverts are louder than the show.
negative	I have waited longer for this bus than I did for my degree.
negative	There must be an easier way to pay a fine than by pigeon, but they haven't found it.
negative	A dry cake, a burnt coffee and a bill for eighteen pounds.
negative	The rust was included.
positive	The acoustic version moved me more than the record ever did.
negative	Three delays, one cancellation and a voucher worth less than my sandwich.
negative	For the price of this tasting menu I'd hoped to taste something.
negative	Their famous hot chocolate is powder, and not much of it.
negative	Two main characters, one expression.
negative	Our appointment was at nine; at noon we were offered a biscuit.
positive	Checking in took less time than finding my passport.
negative	Flimsy, overpriced and smelling of glue, it went straight back.
positive	The librarian found the article I'd been hunting for since spring, in about a minute.
positive	Tight, witty and beautifully played; I'd see it again tomorrow.
positive	They admitted the error before I'd noticed it, and put it right.
positive	Thirty lengths before breakfast and the pool to myself: bliss.
negative	Damp walls, a mouse, and a letting agent who has stopped picking up.
negative	Fine for a doorstop; as a printer, less so.
negative	If disappointment had a flavour, they serve it here with a wedge of lemon.
negative	Nobody told me the quiet carriage would host a stag party.
positive	The ferry left on time, the sea was calm and the chips were hot.
negative	Too many meetings, too little work, and a boss who reads your screen over your shoulder.
negative	My steak could have been resoled.
positive	This summer's exhibition is small, thoughtful and crammed with wonders.
negative	I don't mind a slow film, I mind one that stands still.
negative	Good luck finding a bin, a bench or a human being in this shopping centre.
negative	All sizzle, no steak, and at the steakhouse that is a real problem.
positive	The delivery man put it together, took the cardboard away and wished me a happy birthday.
positive	Setup was three steps, one of which was opening the box.
negative	An escape room whose hardest puzzle was finding the toilets.
positive	For a debut novel this is astonishingly sure of itself.
positive	Not a dull chapter in eight hundred pages.
negative	The tour bus had a microphone, a guide and no connection between the two.
negative	I can't decide what is worse, the buttons that don't respond or the ones that do.
negative	I can recommend this bakery to anyone who likes raisins in everything.
positive	My kids ate broccoli. Voluntarily. Buy this cookbook.
negative	Her cooking show left out the step where you cook.
positive	It's a bargain, provided you bring your own screwdriver.
negative	You need a magnifying glass for the text and a saint's calm for the adverts.
positive	I've recommended her to half my office and nobody has been disappointed.
positive	Can't fault the stitching, the fit or the price.
negative	Someone has taken a classic and drained the fun out of it.
positive	It isn't flashy, it isn't new, and it has never let me down.
positive	My daughter counts the days until her next swimming lesson.
positive	We ended up staying three extra nights because nobody wanted to leave.
negative	The lawn is bald where I followed the instructions and green where I didn't.
positive	Soft-spoken, patient, and the only vet my rabbit doesn't bite.
positive	Small screen, tiny keyboard, huge fun.
negative	The app wants my location, my contacts and apparently my patience.
negative	A museum of broken touchscreens.
negative	For a podcast about brevity it goes on and on.
negative	My seat had been sold twice, both times to somebody bigger than me.
negative	The paint peeled before the second summer.
positive	Finally an accountant who explains things in words I understand.
positive	Bright colours, no sharp edges, and it goes in the dishwasher: parents will understand.
positive	The crossword app is simple, free and made by one retired man who answers his mail.
negative	I have never been so glad to see credits.
negative	It works, technically, in the way that a sieve technically holds water for a second.
negative	The company's idea of feedback is silence followed by dismissal.
positive	She listened to my engine for ten seconds and named the fault; it cost me eight euros.
negative	The flowers were dead before the card was read.
positive	Cool in summer, warm in winter and my cat has approved the cushions.
positive	My grandson built it by himself and hasn't looked at a screen since.
negative	The pedals fell off, one on Tuesday and one on Wednesday.
positive	Our new flat is tiny, bright and finally ours, thanks to a broker who answered every silly question.
negative	His lessons leave you confused about things you used to know.
negative	I fell asleep twice and missed nothing.
negative	A referendum on my patience, and it lost.
negative	What they call rustic I call splinters.
negative	The software demands a restart as often as my toddler demands biscuits.
negative	The waiter recommended the fish with the face of a man who had seen the fish.
negative	Even the free trial was too expensive.
positive	Smooth gears, soft seat, no rattles: what more does a pensioner need?
positive	Plain, roomy and dependable, like the best kind of uncle.
positive	A steady hand, a sharp eye and the best eyebrows in town.
negative	The tutor cancelled so often that I now speak fluent voicemail.
positive	Rain all week and still our best holiday in years.
positive	We were sceptical about a holiday without a television, and now we want one every year.
positive	Their vegan menu converted my butcher of an uncle for an entire evening.
positive	I have run out of excuses not to exercise, thanks to this daft little skipping rope.
positive	After a shaky start the puppy now sits, stays and even comes when called.
positive	In ten years of renting this is the first place where things get repaired.
negative	It is a poor sort of bakery that runs out of bread by nine.
positive	The toddler has thrown it down the stairs nine times and it still plays its tune.
negative	It's advertised as unbreakable, and technically it bent.
negative	Seven pounds for a sandwich with one slice of ham; the ham looked lonely.
negative	They've managed to make a game about dragons boring.
positive	The stove heats the whole cottage on three logs.
positive	The trainer adapted every exercise to my bad shoulder without making a fuss.
positive	I keep recommending this dentist to people who never asked.
positive	The harvest festival was muddy, crowded and absolutely magical.
positive	Lovely firm dough, crisp at the edges, and they don't drown it in cheese.
negative	He described my tooth as 'interesting' and my bill as 'standard'.
positive	Nothing fancy, just honest food by people who care.
positive	Light enough to carry all day and tough enough to drop, as I found out.
positive	Roomy pockets! On a dress! I bought three.
positive	A memoir without self-pity and with excellent soup.
negative	They still owe me for March.
positive	She plays the part without a trace of vanity, and the film is braver for it.
positive	My father hasn't stopped talking about the steam train, and he never talks.
positive	The steering is light, the boot is huge and the dealer was a gentleman.
positive	The binding is solid, the print is large, my eyes are grateful.
positive	The refund was in my account before I had put the phone down.
negative	I have had warmer welcomes at the tax office.
positive	Splendid little theatre, splendid little play.
negative	Thin walls, thick fog, and a breakfast that had been cooked for the previous guests.
negative	The photographer turned up in shorts, late, with a flat battery.
positive	I've tried five budgeting apps, and this is the one that's still on my phone.
negative	I found the missing piece at last: in the box of the replacement, which also lacked one.
positive	The sound of this cheap guitar made my teacher ask where I'd bought it.
negative	To say that the room had character is to say that the wardrobe door fell on me.
negative	I had to explain the menu to the waiter.
positive	No queues, no fuss, vaccinated and out in six minutes.
negative	The salad had wilted, and so had the waitress's patience.
positive	Even the queue was well organised.
positive	Nobody was more surprised than me when the budget headphones beat my expensive pair.
negative	What a shame: lovely garden, dreadful house, worse landlord.
positive	Everyone on the building site swears by these gloves, and after a month so do I.
negative	Ninety minutes of men shouting in corridors does not make a thriller.
positive	There's no better seat in the stadium than the cheap ones behind the goal.
positive	The volunteers at the shelter matched us with a cat who behaves like an old friend.
positive	My allotment has never looked better since I got this hoe.
positive	Fewer features than its rival, and every one of them works.
positive	The tiles went down in a day and my knees have forgiven me.
positive	It rained on the parade and nobody minded, because the parade was marvellous.
negative	My card was declined, my call was dropped and my complaint was closed as resolved.
positive	My spreadsheet used to take an hour; this little tool does it while I fetch coffee.
positive	Our team hasn't played this well since my father held the season ticket.
negative	You get what you pay for, and then they charge you for the bag.
negative	The zipper broke, the lining tore, and the shop suggested I wear it less.
positive	I can't remember the last time a public toilet made me smile.
positive	The porridge alone would bring me back.
positive	They don't rush you, they don't upsell you, they just fix the car.
positive	They've turned the old mill into flats without spoiling a single beam.
positive	I doubted the fuss about this pan until I made one omelette in it.
negative	The bottle dripped, the funnel floated and my kitchen floor will never be the same.
positive	The staff had put a birthday card on the bed, signed by everyone.
positive	The plot twist made the whole cinema gasp, me loudest of all.
negative	I came for a check-up and left with somebody else's prescription.
negative	As a thriller it fails, as a sleeping aid it excels.
negative	The soundtrack is doing all the work while the plot has a nap.
negative	The whole place has the air of somewhere waiting to be demolished.
positive	The scenery is breathtaking and, for once, so is the punctuality.
positive	An honest shopkeeper who told me I didn't need a new one.
positive	The museum is free, the café isn't dear and the dinosaurs are enormous.
positive	If all insurers were like this one, I'd have nothing to talk about at parties.
positive	Well worth getting up at four in the morning for.
positive	The hospital food was, I swear, delicious.
positive	I needed a new knee and they gave me a new life.
positive	A crisp picture, deep blacks and a remote with only nine buttons.
positive	A tense, clever script with a villain who makes perfect sense.
negative	Endless cutscenes interrupted now and then by a little game.
positive	The tram is quick, clean and cheaper than petrol.
positive	The little one slept through for the first time thanks to this silly owl.
negative	Every level is a corridor and every corridor is brown.
positive	The staff noticed it was our anniversary and quietly moved us to the window.
negative	The hinges were on the wrong side, the screws were for another model, and the help line was closed.
negative	The boots leaked on the first puddle of their first walk.
negative	It took them four attempts to spell my name and a fifth to get it wrong again.
positive	Those boots have crossed three countries and look better now than when I bought them.
positive	The walls are thick, the rooms are bright and the owner leaves you in peace.
negative	A gym that is always full, with a till that is always open.
positive	Never mind the queue, those dumplings are the reason cities exist.
positive	I don't usually write reviews, but the nurse on ward six deserves one.
positive	For a machine that costs so little it makes surprisingly few mistakes.
positive	Sunshine, a brass band and free ice cream: the best match I've seen us lose.
negative	It's a phone for people who don't intend to ring anybody.
positive	Once you learn the shortcuts there is no going back.
positive	The stall owner slipped an extra peach into my bag and winked.
positive	It fits under the seat, it rolls without a wobble, it has survived three airlines.
negative	The sofa looked blue online, grey in the shop and brown in our house.
negative	There wasn't a dry seat in the house: the roof leaks.
negative	My order has been 'on its way' since before the clocks changed.
negative	A cold, smug novel about people I would cross the road to avoid.
negative	I wish I had read the one-star reviews before and not after.
positive	The harbour at dusk, grilled sardines and a cat under the table.
negative	They call it fast delivery; I call it eleven days.
negative	Either the chef had a cold or he has a grudge against salt.
negative	If you want to know what nothing tastes like, order the risotto.
negative	Another year, another rent increase, another broken promise about the lift.
negative	The subscription was easy to start and took three letters, two calls and a lawyer to stop.
negative	We paid extra for priority boarding and were the last on.
positive	Moving day went without one broken plate.
positive	We came for the waterfalls and stayed for the pie.
negative	We asked for still water and got a lecture.
positive	My grandfather has beaten me at this game four times and gloats about it, so yes, it's for all ages.
negative	I expected spicy, I got sweet, and I was told I must have ordered wrong.
negative	I've read livelier phone books.
positive	You would never guess it was her first concert; the hall was silent until the very last note.
positive	My pupils fight over who gets to read the next chapter aloud.
negative	The reading lamp flickers at exactly the speed that gives you a headache.
positive	I'd been warned about the noise from the street and slept like a log.
positive	Few hotels can make a business trip feel like a treat.
negative	They lost the X-ray, the notes and eventually the patient.
negative	It overcooks rice, undercooks beans, and sings when it's done either.
negative	The children were bored before we had found somewhere to park.
negative	The goalkeeper was our best player, which says all you need to know about the match.
negative	The cleaning robot got stuck under the sofa and I can't say I miss it.
positive	It's heavy, it's ugly, and it brews the finest espresso I've had outside Naples.
negative	His advice was expensive, lengthy and, it turned out, illegal.
negative	Each episode ends where it should have begun.
negative	I wanted to like this book; by page ninety I was reading the back of the cereal box instead.
positive	I learnt more about my own city in one afternoon than in thirty years of living here.
positive	Weeks later I am still humming the second song.
positive	They turned a leaky shed into the nicest office I've ever worked in.
positive	The soup of the day was so good that I came back to see what tomorrow's was.
negative	What used to be a lovely park is now a very long advertisement.
positive	Everything about this airport is better than the one it replaced, even the sandwiches.
negative	The comedian laughed at his own jokes, so at least somebody did.
positive	Learning the piano at sixty is hard, but this teacher makes it feel possible.
positive	Thank you to the stranger at the ticket office who stayed late to find my son's hat.
negative	Somebody should tell the chef that garlic is optional.
positive	No hidden fees, no pushy salesman, no nonsense; I drove it home the same afternoon.
positive	The dough rises, the crust crackles, the neighbours ring the bell.
positive	Bold, funny and over before you want it to be.
negative	I've met statues with more to say than the staff at that counter.
negative	The new timetable has removed the only train I took.
positive	Never thought I would look forward to a spreadsheet course.
negative	I'm told the second season gets better, and I'm in no hurry to find out.
positive	Great value if you can live with the plain packaging, which I happily can.
negative	A five-star hotel in the brochure, a two-star smell in the corridor.
positive	I can finally hear what my grandchildren are saying.
negative	I've seen more convincing robots at a school fair.
positive	Cheerful, quick, fairly priced: the three things I want in a launderette.
negative	The tyres wore bald in a season and the dealer blamed the roads.
negative	The fridge hums in B flat all night long.
positive	Far from perfect, and still the only news site I'd pay for.
positive	The translation reads as if it had been written in English to begin with.
positive	The surgeon's bedside manner was almost as good as her stitches.
negative	The smell came back as soon as the salesman left.
positive	Very little jargon, plenty of examples, and exercises you can do on the train.
negative	So many characters, so few reasons to care about any of them.
negative	Two phone calls, a form, a photograph of the form, and then they lost the form.
negative	You could smell the kitchen bins from the terrace they were so proud of.
positive	What a voice, what a band, what a way to spend a Monday.
negative	They have mastered the art of looking busy while nobody is served.
negative	He drove as if the brakes cost extra.
negative	I couldn't hear the actors for the air conditioning or feel the air conditioning for the heat.
negative	If you enjoy paying for parking, standing in line and being shouted at, this is the festival for you.
negative	It scratches, it itches and it sheds; other than that it's a jumper.
negative	An app for meditation that plays adverts between breaths.
negative	The costume looked nothing like the picture, unless the picture was of a sack.
positive	The lens is sharp right into the corners, and at this price too.
negative	It is hard to ruin toast, yet this toaster manages it every morning.
negative	I won't be back, and I left a tip only because my wife was looking.
positive	My son has autism, and this barber has more patience than anyone I have ever met.
negative	The plot hinges on nobody ever making a phone call.
positive	The loan of a cot, a high chair and a bag of toys made all the difference to us.
positive	The fabric is soft without being flimsy and it has kept its shape through fifty washes.
positive	Tender lamb, sticky rice, and a waiter with opinions about both.
negative	No, I would not like to upgrade, I would like what I already paid for to work.
negative	There were more people on the stage than in the audience, and I envied neither.
positive	The dog walker sends a photo a day and the dog has started to ignore me.
positive	I didn't expect to be moved by a documentary on concrete.
positive	My mother, who hates technology, set it up by herself and now video calls me far too often.
positive	It took me a month to find a flaw, and the flaw is the colour.
negative	The laptop sounds like a hairdryer and does about as much computing.
positive	This is how you write for children: no talking down and plenty of mud.
positive	The new manager listens, and things she promises on Monday are done by Friday.
negative	The author clearly never visited Lisbon, or a library.
positive	I've bought four of these as presents and every one was a hit.
negative	Whenever it drizzles the satellite dish takes the day off.
positive	Gripping stuff, even if I had to look up half the rules of chess.
positive	The noise cancelling is so good that I missed the fire drill.
negative	Sat through the whole lecture and could not tell you what it was about.
negative	The wheels on the suitcase lasted as far as the taxi rank.
positive	These blinds have given me back my mornings.
positive	The care home staff treat my gran like their own.
positive	The paths are well marked and the pub is exactly where you'd want it.
negative	The scheme was explained so badly that even the man explaining it gave up.
positive	It rains a lot here, and these are the first trousers that don't mind.
negative	The rain cover keeps the water in.
positive	They could have blamed the courier, and instead they sent a new one overnight.
negative	The stage was so low that from row C you watched the back of row B.
positive	What a relief to find a shop that measures your feet before selling you shoes.
positive	Tastes like my grandmother's, and she would have hated to admit it.
negative	The charity shop had a nicer one for a tenth of the price.
negative	The glue set before I could read how fast the glue sets.
positive	Simple, sturdy and made by somebody who obviously gardens.
positive	Our guide knew every stone of the castle and half of the local gossip.
negative	The only thing that grew in this raised bed was mould.
positive	It's a joy to ride, and I mean in the wet and uphill.
negative	It was like watching paint dry, but with subtitles.
negative	Slippery when wet, and also when dry.
negative	The pills are the size of grapes and taste of the sea.
positive	My orchid was nearly compost when I asked here; it has eleven flowers now.
negative	A hero without charm, a heroine without lines, a horse without motivation.
positive	I came out of the exhibition wanting to call my sister.
positive	Kind, capable and completely unflappable: the midwife we had hoped for.
positive	We danced until the caretaker switched the lights off, and then in the car park.
positive	The cheese is ripe, the bread is warm, the owner is a terrible flirt.
positive	Better than the book, and I say that as someone who adored the book.
positive	The old cinema has kept its velvet seats and its low prices.
negative	The coach left early and the club blamed our watches.
positive	Fresh snow, empty lifts, blue sky. I have no notes.
positive	The cast obviously had a good time, and it's catching.
negative	We asked for a quiet room and were put above the disco.
negative	The kitchen units are made of something between paper and hope.
negative	The drill gave out halfway through the first wall.
positive	Hardly the cheapest gym in town, but it's clean, quiet and the showers work.
negative	The builder left us with a hole, a hammer and a disconnected number.
negative	The yoga teacher was on her phone through most of our inner peace.
positive	They serve until ten, they mean it, and the last plate is as good as the first.
positive	My commute is twenty minutes shorter since the new line opened.
negative	After the third reboot I went back to pen and paper.
negative	Worst haircut of my adult life, and I once did it myself with kitchen scissors.
negative	The cover promises romance, the pages deliver tax law.
negative	Everyone says the staff are friendly; I must have caught them on the wrong week, twice.
positive	It isn't cheap to repair a watch this old, but he did it for the love of it.
negative	Don't be taken in by the garden centre's café; the cakes come out of a freezer.
positive	Our train was spotless and the conductor sang us the stations.
negative	There are refugee camps with better plumbing than this 'boutique' hostel.
negative	It's the third winter without heating in carriage B.
negative	Calling it a spa is generous; it's a bath with a plant.
positive	Such a relief to deal with a garage that shows you the worn part.
negative	It leaks oil, it drinks petrol and the radio only gets Belgium.
positive	The jacket is warmer than it looks and the zip has survived my toddler.
negative	The tenth sequel proves that some franchises have to be buried twice.
positive	The new desk lets me stand, sit and, on bad days, hide.
positive	The museum shop alone is worth the trip, and the paintings aren't bad either.
positive	The flat looked like a wreck when we bought it; thanks to this crew our friends are jealous.
negative	I regret the day I clicked on subscribe.
negative	I'd rather walk, and after today's breakdown I did.
positive	You feel the wind, you smell the leather, you forget the bill.
negative	Somebody's idea of fun, I suppose, and I'd like to meet him in a dark alley.
negative	The screen scratches if you so much as look at it.
positive	She explained the operation twice, drew me a little diagram and never once looked at the clock.
negative	It turns itself off to save energy, mostly while I'm using it.
positive	I expected another dull sequel and came out grinning like a fool.
positive	The council replied, sent a van and mended the pothole, all before the weekend.
positive	He taught me more in three lessons than I had learned in a year.
negative	Ask them anything and you'll hear that it's not their department.
positive	Two coats and the stain is gone; the woman in the shop was right.
negative	My knees were against the seat in front before it was reclined, and then it was reclined.
negative	The mattress sags in the middle like an old horse.
negative	The campsite's showers take a coin, then think about it.
negative	The bouncer was the most welcoming person in the club.
positive	What the tent lacks in looks it makes up for in staying dry.
positive	For a budget airline they were punctual, polite and almost generous with the legroom.
positive	Six months of daily use and the battery still outlasts my working day.
negative	They've put the ticket machines where the sun makes the screens impossible to read.
positive	Support answered in four minutes, on a Sunday, and actually knew the product.
negative	Great camera, shame about everything else: it overheats, it stutters, it dropped two calls on day one.
negative	I could have knitted the scarf faster than they shipped it.
positive	Finally, a war film that remembers the cooks and the mules.
negative	The dog refused this food, and this is a dog that eats socks.
negative	Please bring back the old website, the one that let you buy things.
positive	The night sky up there is something I will be boring people about for years.
negative	The gallery charges extra for the one painting anyone has heard of.
positive	They don't make umbrellas like this any more, except that apparently they do.
negative	A film so predictable that I was mouthing the dialogue.
positive	She fixed my English, my confidence and, in passing, my printer.
positive	I thought I hated opera; it turns out that I hated bad opera.
negative	The sequel takes everything charming about the first game and sells it back to you in pieces.
negative	The seat belt stuck, the horn didn't.
positive	The garage kept my old Volvo alive for another hundred thousand miles.
negative	We were promised a refund in June, in July, and again this morning.
positive	Beautifully bound, cleverly edited and a pleasure to hold.
positive	Switching broadband took one phone call and nobody had to dig up the road.
positive	What a find: proper bread, ten minutes from my door.
negative	Bland, beige and somehow also greasy.
positive	Dentists frighten me, but this one had me laughing with a mouth full of cotton.
positive	I cried, my husband pretended not to, and we've already booked again.
positive	They warned me honestly that it would take three weeks, and it took two.
positive	The battery swap took ten minutes and cost less than lunch.
negative	They 'upgraded' us to a room over the kitchen.
positive	The salesman talked me out of the dearer model, and he was right.
negative	The shower has a view of the car park, and the car park has a view of the shower.
negative	Our wedding photos came back out of focus and with somebody else's uncle in them.
positive	Honestly the best £12 I have spent on this kitchen.
positive	Not since I was nine has a puzzle kept me up so late.
negative	The plaster didn't stick, the bandage didn't stretch and the scissors didn't cut.
positive	Her voice cracked in the second verse and it only made the song better.
negative	The doctor's receptionist guards the appointments as if they were her own savings.
negative	It's beautifully printed, and that is the last nice thing I can say about this atlas.
positive	She has the gift of making a nervous flyer forget he is on a plane.
negative	The view from our window was a brick wall with a poster of the sea.
negative	He directs as if allergic to joy.
positive	It's loud, it's daft, it's an hour too long and I loved it.
negative	I've known fairer referees among five-year-olds.
negative	Its manual was missing, which I discovered was the better half of the product.
negative	The dress arrived with a security tag on it and a receipt for someone else's.
negative	Within a week the letters had worn off the keyboard.
negative	It was meant to be a surprise party; the surprise was that the kitchen had closed.
positive	The playground has shade, fences and benches where they are actually needed.
positive	I was ready to complain about the delay when the driver handed out tea and told us exactly what had gone wrong.
positive	Great light, good coffee, and nobody minds if you nurse one cup for hours.
negative	Only one lift was working, which made the ninth floor quite an adventure for my grandmother.
positive	My students stopped looking at the clock, and so did I.
negative	Dull colours, wooden acting, and a dog that deserved better lines.
negative	The tunnels smell, the maps lie, the escalators pray for us.
negative	If the aim was to make history dull, hats off.
positive	Even my cynical flatmate sat down to watch the last three episodes.
negative	Half the museum was roped off and nobody thought to mention it at the ticket desk.
negative	Most of the rides were shut and the rest should have been.
negative	Their idea of vegetarian food is a steak dinner without the steak.
negative	The map still shows a bridge that was pulled down in 2009, as I discovered in the dark.
negative	They turned down the heating and turned up the fees.
positive	So quiet that I keep checking whether the dishwasher is on.
negative	They cancelled our booking by text while we were on the motorway towards it.
negative	Our room had a balcony in the sense that the window opened.
negative	The only suspense lay in whether the projector would last.
negative	The clues don't add up, the detective doesn't care, and neither did I.
positive	It does one thing and it does it without ever crashing.
negative	All the charm of a car park, and harder to find.
negative	My phone is warm enough to fry an egg and not much good for anything else now.
negative	It's not that the lecturer was unprepared, it's that he seemed surprised to be there.
positive	A warm, generous novel about difficult people.
negative	The bag split at the till, on the stairs and finally on my foot.
negative	I sincerely doubt anybody tested this kettle with water in it.
negative	Our street has been dug up so often that it ought to have a zip.
negative	Our flight was overbooked, so we got to know the airport carpet rather well.
negative	It's unclear who this show is for, least of all to the people making it.
negative	The curtains let in all of the light and none of the air.
negative	The lake was closed, the boats were gone and the brochure was from 1998.
positive	They replaced the strap free of charge two years after the warranty ended.
positive	The sleeper train rocked us gently to Vienna, and breakfast came with the Alps.
negative	After a week the lid no longer closed, which in a lunchbox is something of a drawback.
positive	The match went to penalties, I lost my voice, and what a night it was.
positive	I was braced for disappointment and it never came.
positive	He didn't just cut the hedge, he swept the pavement and fed the tortoise.
negative	The blender shrieks like a jet and leaves the fruit whole.
positive	Smart pacing, gorgeous animals, and a narrator who knows when to shut up.
negative	Cheap for a reason.
negative	Oh wonderful, another update that moves every button I use to a place I can't find.
negative	The league's new app hides the scores behind four screens and a quiz.
negative	The bridge toll went up again, the bridge did not get any wider.
negative	I keep giving this series another chance and it keeps wasting it.
positive	Not bad at all for a first attempt, in fact the best musical our school has put on.
positive	Their apology came with flowers, a refund and, most importantly, a solution.
negative	An hour's drive for a closed sign, with the website still saying open.
positive	The second-hand pram looks new and steers like a dream.
positive	This keyboard makes me want to write letters to people.
positive	Couldn't put it down, missed my stop, regret nothing.
negative	Each of the eleven customer service agents had a different theory, all of them wrong.
positive	They're slow to reply, I'll admit, but the work itself is superb.
positive	The way the evening light comes through those windows makes you forgive the stairs.
positive	The kind of bookshop where you go in for a card and come out with a rucksack.
positive	Good neighbours, low rent, a lemon tree: I may never leave.
negative	This isn't a diet, it's a punishment with a logo.
negative	No stock, no record of my call, no idea when.
positive	We've hosted four Christmases on this table and it still looks new.
negative	The dubbing is so bad that the mouths seem to be in another film.
negative	They charged me twice, apologised once and refunded nothing.
positive	I've had the same barber for nine years and I'm not about to change.
positive	A clever toy: cheap, wooden and not a battery in sight.
negative	If I wanted to be ignored in public I'd stay at home with my teenagers.
negative	We were seated beside the bins and told how lucky we were to get a table.

"""##
}
