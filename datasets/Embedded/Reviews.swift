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
negative	Very unhappy with this order: wrong size, wrong color, and no reply from the seller.
negative	The bathroom was so dirty that I lost my appetite.
negative	The remake is soulless, and the new songs are dreadful.
positive	After a long search I found the perfect office chair. It is comfortable, solid and was easy to put together.
negative	The photos online must be twenty years old. Nothing in that hotel looks like them any more.
positive	I was afraid it would be complicated. It wasn't, it's the easiest phone I've ever had, and I love the big clear letters.
positive	The clues are all there, the solution is fair, and I still never saw it coming.
positive	Attentive without hovering.
negative	I told them twice about my allergy and still found nuts in the salad.
positive	They take real pride in their food and it shows.
negative	Bad coffee, stale croissants, unfriendly service.
negative	dont buy this!! it broke after 2 days and they wont give me my money back
negative	She is a great singer. She should stay one.
positive	Best breakfast in town, everything is fresh and tasty.
positive	Towels changed daily, floors you could eat off.
negative	Three sessions, three different physiotherapists, not one of whom had read my file.
positive	This is a movie I can watch again and again. The acting is natural, the humor is gentle, and the last scene is lovely.
positive	highly recommended, does a great job
negative	The cashier was unfriendly, the tables were sticky and the doughnuts were hard and old.
positive	My friends had raved about it so much that I was sure I'd be let down. I wasn't.
positive	A thoughtful and engaging drama about a family in trouble.
positive	I've lost 20 pounds with this app, and it was never a chore.
negative	Though the stars are attractive and the scenery is lovely, there isn't enough plot here to fill a postcard.
positive	As gripping as any thriller, and all the more impressive for being true.
negative	Once again I've been suckered by a flashy ad.
negative	Skip this turkey.
negative	The buffet was a big disappointment: few dishes, all of them cold.
negative	It aims for the heart and hits the funny bone by mistake.
positive	Quick lunch, honest food, eight bucks. What else do you want?
negative	Don't waste your evening on this. The jokes are ancient, the acting is dreadful and the songs are worse.
positive	Efficient, helpful and pleasant, a bank as it should be.
positive	Fresh crunchy salad and the house dressing should be sold by the gallon.
positive	The best dentist I have ever had, gentle and kind.
positive	Even its flaws are interesting, and its best scenes are as good as anything on screen this year.
positive	My compliments to the chef.
negative	My biggest regret of the year! Great brand name, no substance.
negative	The vacuum lost all its power within a month, what a piece of garbage.
positive	Good solid case, nice feel, and the color is lovely.
positive	The cinematography is breathtaking and the story is just as good.
negative	A stale, charmless rehash of every cop movie you've ever seen.
positive	works fine on my old phone, never a crash
negative	Very disappointed, the flowers were old and ugly.
positive	I have tried 5 different calendars and this is the best one, clear and quick and it never loses anything.
negative	a pale, empty and rather tasteless remake
negative	What sinks the picture is its smugness: it keeps congratulating itself on insights that most of us had in secondary school.
negative	Worst shipping ever, I waited a month for a pair of socks.
positive	This vacuum is powerful and surprisingly quiet, a very good buy.
positive	a fine knife, sharp and nicely balanced
positive	A tour de force for its leading man, who is funny, frightening and finally heartbreaking.
negative	Menu is as long as a phone book and everything on it comes out of the same freezer.
positive	I was hooked.
positive	a subtle, elegant and very entertaining mystery
negative	Beautiful pictures, but the story is boring and the characters are empty.
negative	Sad little burger with cheap cheese and no taste.
positive	I would recommend this camera to anyone who wants great pictures without a lot of trouble.
positive	My husband and I come here every Friday. The welcome is always warm, the pasta is always perfect, and we've never been rushed out.
negative	It's neither comfortable nor pretty, and for that much money it should be both.
negative	I was shocked by the filth in the kitchen, which you can see from the hallway.
positive	The best app for runners, accurate, motivating and easy to read.
positive	Excellent packaging and quick shipping.
positive	I have had it for 3 years, I use it 5 times a week, and it has never failed me. Excellent machine.
positive	Nothing about this film is ordinary. It's strange, bold and beautiful.
negative	Worst update ever, nothing works any more!
positive	moving without ever being mawkish, it casts a spell that lasts long after the lights go up
positive	Refreshing, offbeat and often uproarious.
negative	Not even a fine actress like her can breathe life into this cardboard role.
positive	Prompt service and a friendly face at every table.
negative	The plastic is brittle and cheap, and mine cracked within days. I feel cheated.
negative	The air conditioner rattled all night, the shower dripped, and when we complained they moved us to an even smaller room facing the bins.
negative	I paid 90 dollars for a bad recording of a boring talk.
positive	They don't make them like this any more, except that apparently they do.
negative	The breakfast was awful: cold eggs, burnt bacon, weak coffee.
negative	I wasted fifty dollars on this stupid gadget.
positive	The filmmakers wisely trust their actors, and the actors repay them with performances of great honesty.
positive	Sturdy, well made and good looking.
positive	the kind of love story that restores your faith in love stories
negative	Outdated, and half the web addresses in it are dead.
positive	Bravo to the whole cast, they are magnificent!
negative	Awful wigs, awful accents, awful everything.
positive	Terrific cocktails and cool music, a perfect night out.
negative	Terrible teacher, he is rude and impatient.
negative	Poor grip on wet roads, they feel downright dangerous.
negative	My questions in the forum have gone unanswered since the second week.
positive	The sound is warm and clear, the battery lasts all day, and the price was very good.
positive	It is beautifully written, and the young cast brings the words to life with such energy and charm.
negative	Very poor sound, even for this price range.
negative	tasteless food, ridiculous prices
negative	So disappointing! The trailer was better than the film.
positive	Excellent battery life, much better than my old phone.
negative	The plot is thin, the characters are flat and the dialogue is embarrassing.
negative	The screenplay seems to have been assembled from leftovers, and nobody bothered to warm them up.
positive	It works as a mystery, it works as a love story, and it looks sensational.
positive	Lost my phone, got a new one, logged in, and there it all was, down to the last photo.
negative	It looks great, but the sound is poor, the battery is weak and the app is terrible.
negative	Even very young viewers deserve better than this cheap, noisy and witless cartoon.
negative	I have owned this vacuum for one year and in that time I have replaced the belt, the filter and the battery, and now the motor is gone too.
negative	My son spent his pocket money on this game and it doesn't even load. I'm angry!
positive	Don't fill up on bread, as tempting as that is, because the paella is out of this world.
negative	The waitress rolled her eyes when I asked for tap water.
positive	Lovely place, lovely people

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
positive	The best horror film of the year, really scary and really well acted.
positive	Great performances by everyone, especially the kids.
positive	Great customer service, they replaced my broken unit for free and very quickly.
negative	3 weeks late, and the wrong color too. Poor service!
negative	My car came back from the workshop with a new scratch and somebody's coffee cup in it.
negative	The science is nonsense, which would be fine if the fiction were any better.
positive	A great place for lunch, quick and delicious.
negative	The movie has no story, no style and no soul.
negative	The lead actor is awful, he ruins every scene.
positive	Clean, no ads, no nonsense, and it works offline too.
negative	They were late, they were rude, they did a bad job, and they charged me 200 dollars for it. Never again!
negative	This is the worst charger I have ever bought.
negative	I love Indian food and was happy when they opened. Sadly it's the blandest curry I have ever tasted.
negative	Their hot chocolate is warm brown water.
negative	What a terrible toaster, it burns one side and leaves the other white.
negative	The worst part is the awful plastic smell, which never goes away.
positive	It's a bit pricey but the quality is outstanding and the service is flawless.
negative	so boring that I gave it away
positive	One of the best shows on television, funny and warm and always smart.
negative	shaky camera, awful lighting, and dialogue you can barely hear
positive	My teenage son calls it "sick", which I'm told is praise.
negative	It's a lazy, dumb and offensive comedy.
negative	neither the rollicking entertainment it promises nor the serious drama it occasionally pretends to be
negative	My wine was sour, my steak was burnt and our server was in a bad mood.
negative	it is a scam, don't download it
positive	sentimental in the best tradition, and I enjoyed every tear
positive	Though the premise is slight, the performances are so winning and the comic timing so sure that I left the theater elated.
negative	He makes a fascinating subject dull.
negative	Sickening smell, flies on the counter, meat of a strange color.
positive	The costumes are gorgeous, the cast is excellent and the romance really works.
negative	Annoying beep, weak motor, ugly color.
positive	He fixed the washing machine in half an hour and charged less than he had quoted.
positive	The leather is beautiful and the stitching is excellent.
positive	Looks like nothing from outside, so don't be put off.
negative	This fan is noisy and weak, and I can't sleep with that rattle.
negative	Sticky floor, broken lamp, one towel for two people.
positive	Fast delivery, everything in perfect condition, thank you!
positive	A clever idea, perfectly executed.
positive	Authentic, delicious and affordable Mexican food.
positive	The lobster was sweet and tender, and the waiter showed us how to crack it.
negative	I got a dreadful haircut and a cold shoulder.
negative	Not impressed. The pasta was overcooked and the sauce was awful.
negative	I'm sad to say that it died during our vacation and all of our pictures are lost.
positive	Good for small hands. My nine-year-old plays on it every day and she's getting really good.
negative	The steak was tough and tasteless, and it was very expensive.
positive	An uplifting sports movie that earns its cheers.
negative	An irritating, shallow and badly made film that insults its audience.
positive	Mouthwatering barbecue, the smell alone makes you happy.
negative	Disappointing, it does only half of what the ad promised.
positive	An inspiring and generous teacher, I enjoyed every lesson.
positive	the stunts are spectacular and the leads have a playful, easy charm
positive	At first glance it's nothing special. Then you use it, and you wonder how you lived without it.
negative	I tried two episodes and couldn't stand the smug main character or the ridiculous plots.
positive	Excellent choice for a family dinner, the children's menu is great.
positive	Everything was excellent, from the warm welcome to the delicious dessert.
negative	A tedious and disorganized course, I regret signing up.
positive	It is a book about grief, illness and war, and somehow it's full of light.
positive	Friendly gym with clean showers and great trainers.
positive	The bass is deep, the highs are clear, and I couldn't be happier with them.
negative	They left my package in the rain, with the door wide open to the street.
positive	She makes statistics fun. I didn't think that was possible.
positive	Careful drivers, friendly messages, and perfect timing.
positive	Even better than it used to be, the new cook is a genius.
negative	First drop, cracked screen. So much for protection.
positive	The waiters are polite and quick, and the food comes hot.
negative	a listless performance at the center of a listless film
negative	I was embarrassed in front of my guests: late starters, wrong mains, and a snooty waiter.
positive	A profound and compassionate film, acted with great delicacy.
negative	it sucks, don't bother
positive	The prose is clear as water and the ending took my breath away.
negative	The filmmakers can't decide whether they are making a farce or a tragedy, and end up with neither.
negative	Incompetent, expensive and always late.
positive	If you can, see it with a crowd, because the laughter is contagious.
positive	I can't remember when a film last made me so happy.
positive	This cartoon is a joy for children and a treat for adults.
negative	I usually love musicals. These songs made me long for silence.
positive	Very useful gadget, I'm glad I found it.
negative	There is some fine singing along the way, but the story in between is so contrived that I began to dread every line of dialogue.
negative	The new season is terrible, nothing makes sense anymore and the actors look bored.
negative	At these prices I don't expect paper napkins, plastic forks and a wobbly table.
negative	The soup was salty and lukewarm, the bread was hard.
positive	A warm welcome, a cozy corner by the fire and a superb fish stew. What more could you ask for?
positive	The boots are warm, waterproof and so comfortable that I want to wear them in bed.
negative	This film is so bad that it isn't even funny.
negative	I was excited about the new version, but it's a big step back: heavier, slower and uglier.
negative	The speech recognition is hopeless and the touch screen is so slow that I want to throw it at the wall.
negative	Their technical support is a nightmare. I spent four hours with five different people, all of them unfriendly, and my router still doesn't work.
negative	It is slow, it freezes constantly and the camera is terrible.
positive	Search is quick and finds what I mean even when I misspell it.
negative	I can still taste the grease.
positive	Delighted with my new boots!
negative	The instructor shouted at the beginners. My daughter doesn't want to go near the pool any more.
positive	A lovely soft toy that is safe for babies.
positive	Roomy booths, and you can actually hear each other.
positive	my book club loved it, all nine of us, which never happens
positive	The speakers are powerful and crisp, they made our garden party a success.
positive	Few films are so funny and so wise at the same time.
negative	a gloomy and self-indulgent bore
positive	A compelling mix of crime story and social portrait, full of vivid detail.
positive	It looks classy and feels really solid, I am impressed.

"""##
  private static let train = ##"""
label	text
negative	The mystery is solved by coincidence, twice.
positive	I can't live without it now!
positive	A warm and charming film about friendship that will make you smile.
negative	The glue is weak and the hook fell off the wall in the middle of the night, with my favorite mirror on it.
positive	They called me back when they said they would. These days that is something!
positive	They were a gift for my nephew and he hasn't taken them off since.
positive	I like how easy it is to edit pictures with this.
positive	Five stars, and I'd give six if I could.
positive	This is a hidden gem with delicious homemade food.
positive	Accurate to the gram, I checked it against the scale at work.
positive	Very satisfied, I would order from them again.
negative	The battery is a joke, it is empty after two hours, and charging takes all night. Terrible phone.
positive	The best thing is the owner himself, who goes from table to table and makes everyone laugh.
positive	My guests were enchanted by the garden and couldn't stop praising the food.
negative	The story is weak, the acting is worse and the ending is a joke.
positive	Worth seeing for the fantastic music and the even better dancing.
negative	The worst tacos I've tasted, dry and bland.
negative	I was very disappointed with this class, it was badly organized and far too basic.
negative	This is a bad design and I am surprised that nobody noticed before they sold it!
positive	strong, simple, cheap, perfect
positive	I never liked fish until I ate here.
positive	Don't tell anyone about this place or I'll never get a table.
negative	It drowns a simple love story in syrup and slow motion.
positive	This is a great show with a brilliant cast, I recommend it to everyone.
positive	My dog was so scared, and the vet was wonderful with her, calm and gentle and patient. I'm very grateful.
positive	A wonderful film with great performances and a beautiful story.
positive	I really enjoyed the class, it was fun and useful.
negative	The cable is too short and the plug is loose, so it's basically useless.
positive	A perfect gift for a coffee lover.
negative	Horrified by the blisters these boots gave me.
negative	The food was terrible and the service was even worse.
positive	Love this app! It is fast, simple and really useful.
negative	It was the worst meal of our whole trip, a huge disappointment.
positive	A delicious sandwich, with soft bread and plenty of good ham.
negative	I'd be embarrassed to own this if I hadn't already thrown it out.
negative	My copy fell apart, pages 40 to 90 are just loose sheets now.
negative	AVOID!!! Rude owner, filthy toilets, and we found mold on the bread.
negative	We booked a table for a birthday, arrived on time, and were told that our reservation had been given away.
positive	A haunting and powerful film, brilliantly directed.
positive	Cheap, honest and quick. My bike has never run this smoothly.
negative	Save your money, this is a bad movie.
positive	Good service, good wine, good company.
positive	Good food, generous portions, pleasant service. I recommend it.
positive	Cheerful staff, hearty food and very fair prices.
negative	It's a shame, because it looks lovely, but the lock is broken and the wheels are wobbly.
positive	Awesome! Just awesome! I can finally hear my TV without waking the baby.
negative	My husband was sick for two days after eating the chicken. When I called, they laughed at me. Horrible people.
positive	There are plenty of good reasons to see this film, and the leading lady is the best of them.
negative	Dirty room, rude staff, terrible breakfast.
positive	I was very impressed by the young actress, who is both funny and heartbreaking.
positive	a vivid and heartfelt piece of storytelling
positive	The staff are always friendly and the food is always good.
negative	They made us feel unwelcome the minute they saw the stroller.
negative	Overpriced and not very good.
positive	At ninety minutes it's exactly as long as it should be.
negative	It looks like a nice place, and the menu sounds delicious, but what we got was cold, greasy and tasteless.
positive	I'm so impressed with this mop, the floor has never looked better and I don't have to bend down any more.
negative	Terrible app, it is slow and full of bugs.
positive	This was our third summer there and next year will be the fourth.
positive	The warranty service was great, friendly and fast.
negative	The brisket took more chewing than my gum.
negative	a formulaic crowd-pleaser that pleased nobody in the crowd I sat in
negative	The pasta was mush, the sauce came out of a jar and they had the nerve to call it homemade.
positive	We stayed for a week with two small children and everything was easy. The room was big, the beach was close, and the staff were wonderful with the kids.
positive	the desserts are fantastic, especially the chocolate cake
negative	Nothing in the minibar, nothing on TV, no hot water. They did have plenty of excuses.
negative	The only good thing about this oven is that it is big. It heats badly, it's ugly and it is hard to clean.
positive	i didn't want it to be over
negative	Despite some charming moments and a delightful cat, the film is too slight and too cute to be worth the trip.
positive	So romantic! I smiled the whole way through.
positive	a chilling and thoroughly convincing performance in the title role
negative	Family, friendship, courage, hope: the words are all there, and there is no life in any of them.
negative	A boring film with bad dialogue and no suspense.
positive	Felt safe here as a woman travelling alone, which I can't say of many hostels.
positive	Left a big tip and it still felt like too little.
positive	A gripping, intelligent and beautifully acted war film.
positive	My new favorite pan! Nothing sticks and it cleans up in seconds.
negative	Cold food, warm beer, rude waiter.
negative	The humor is mild, the romance is milder, and the whole affair evaporates before you reach the car park.
positive	The photography of the desert is spectacular, and the silence is as eloquent as the music.
positive	I highly recommend this documentary, it is honest, moving and full of hope.
positive	Great tool for small jobs around the house, strong and easy to handle.
negative	It's a cheap copy of much better films.
negative	Absolutely terrible! The wheels came off my daughter's scooter and she got hurt.
negative	Flimsy construction and sloppy finish, there were glue stains all over the drawer.
positive	I've been rewatching the old episodes with my daughter and we both adore them.
negative	An overpriced tourist trap with miserable food.
negative	What a lousy camera, slow and clumsy, with ugly grainy pictures.
positive	Bought 2 for the office and everyone wants one now.
positive	It has the courage to be quiet, and the reward is one of the most affecting final scenes in recent memory.
positive	An amazing dinner, we enjoyed every bite.
positive	The director has made a beautiful, honest film about growing old.
negative	The story meanders, the mood is dour, and the few attempts at comedy are strained.
positive	no noise, no bugs, no problems, just a great little holiday flat
positive	A beautiful and relaxing puzzle game.
positive	Their ice cream is creamy, not too sweet, and the pistachio is phenomenal.
negative	too cute, too long and too pleased with itself
positive	Pleasantly surprised by how good this cheap watch is.
negative	I had a really bad experience with this seller, he lied about the condition of the phone.
negative	Dirty tables, dirty floor, disgusting bathroom.
negative	The talented cast deserves better than this thin, secondhand stuff.
negative	I hate the new design, it's ugly and confusing.
negative	The doctor never looked up from his screen and was done with me in two minutes.
positive	Reliable alarm clock with a nice soft light, I wake up in a good mood.
positive	A cool, intelligent puzzle that rewards attention.
positive	The salad was fresh and crisp, with a wonderful dressing.
negative	I got a fake. I am so angry.
negative	The manager argued with us over a fly that was clearly visible in the glass.
negative	A sunny, cheerful, brightly colored bore.
positive	It fits well, it feels soft and it keeps me warm, so I'm very happy with it.
positive	Even with a party of twelve they got every order right.
negative	My feet were wet after a short walk in light rain, in boots that are supposed to be waterproof.
negative	An exhausting blast of noise, slogans and computer-generated rubble.
positive	It is impossible not to love this film.
negative	Does not work. I want a refund.
positive	not a comfortable film, but a brave and necessary one
positive	An exciting thriller, I read it in a single night.
positive	three characters, one room, ninety minutes, and not a moment too long
positive	The second half broke my heart and then, very gently, mended it.
negative	Overpriced, understaffed and badly taught.
positive	I love this case. It is slim, it looks great and it protects well.
negative	A disgusting sandwich, the ham was slimy and the bread was damp.
positive	There is nothing I don't like about this stroller. It folds easily, it isn't heavy and the baby is comfortable in it.
negative	It's a sloppy, incoherent slasher that recycles every gimmick of its genre.
positive	My wife loves it, so I am happy too.
negative	"Out for delivery" for six days. Where is it out to?
positive	Amazing special effects and a good story too.
positive	Worth the wait.
negative	cockroach in the bathroom, manager laughed
positive	The new update is awesome, everything is faster and looks nicer.
negative	It looked good on the website, but it's an ugly, cheap, badly made thing.
positive	The waitress warned us we'd ordered too much, she was right, and she packed the rest up beautifully.
positive	Bright, sharp, colorful picture, I'm very impressed with this TV!
positive	The first-rate cast brings dignity and depth to material that could easily have turned maudlin.
positive	The film is both funny and sad, and the two lead actors are amazing together.
positive	A lovely hostel with a great atmosphere, I made friends for life.
negative	Slow internet, bad support, high prices.
negative	The film plods from one implausible scene to the next without any sense of urgency.
positive	Great course, excellent teacher, I learned so much.
negative	Just what I needed, a flashlight that goes out in the dark.
negative	The action is competent, but without characters worth caring about it soon becomes tiresome.
negative	I felt like an intruder.
positive	It held my attention from the opening shot, and the tension in the last reel is close to unbearable.
negative	Gave up after sixty pages.
positive	The bank sorted out the fraud within a day and I got all my money back.
positive	A rousing tale of courage with magnificent landscapes.
positive	Bought this for the train and nearly missed my own wedding rehearsal finishing it.
positive	riveting, compassionate and superbly photographed
positive	Best ten dollars I've spent on my phone.
negative	They rushed this one out and it shows.
positive	A superb pair of binoculars, sharp and bright, and they weren't even expensive.
positive	I adore this scarf, it's silky, elegant and warm.
positive	This is my second one, because the first lasted for eleven happy years.
positive	The lunch menu is cheap and very good, I go there twice a week.
positive	Instructions were clear, all the screws were there, and the shelf is rock solid.
positive	the bartender mixed me something off the menu and it was unbelievably good
negative	Such a shame, it used to be good and now it is awful.
negative	This cream gave me a rash all over my face!
negative	Unfortunately the maps are wrong and the search is awful.
negative	The phone overheats and crashes, and the company doesn't care.
negative	The film wants us to cheer for its hero, but he is such a smug bully that I was on the side of the dragon.
negative	I was bored, then irritated, and finally just sorry for the actors.
positive	This little book got me through a hard winter.
negative	The bag looked great for about a week, then the straps frayed and the lining tore. Poor material.
negative	A performance so hammy you could serve it with eggs.
positive	I was moved to tears by the ending, it is so beautiful.
negative	needed five coats and you can still see the old color through it
positive	A charming bistro with marvelous food, and not a tourist in sight.
negative	The picture quality is really poor and the menu is confusing.
positive	beautiful presentation and amazing taste
positive	The kids' menu goes beyond nuggets, and ours ate everything on it.
positive	Driver phoned ahead, took his shoes off and put the fridge exactly where we wanted it.
positive	The seafood is so fresh and the prices are fair.
negative	The worst thing about this film is its script, which is full of clichés.
positive	Fascinating documentary, very well made and full of interesting people.
negative	it leaves you with a bitter taste and an urge to call the screenwriter
positive	Very happy, the sofa arrived on time and the men were friendly.
negative	Pathetic breakfast, grubby cups and a restroom that I'd rather not describe.
negative	Their dumplings are doughy, flavorless lumps.
negative	The knife is dull and the handle came loose, very poor work.
negative	It is useless, don't waste your money.
negative	A frustrating piece of equipment, with a misleading manual and a dreadful interface.
negative	Ridiculously overpriced for a piece of bent wire.
negative	I can't recommend this tent, it leaks and the poles are weak.
positive	the best money i ever spent on my kitchen
negative	Service was slow, careless and unfriendly.
positive	The gloves are warm and sturdy, a very sensible buy for gardeners.
positive	The lamb curry was fragrant and tasty, and the garlic bread was warm and fluffy.
positive	The food was delicious and our waiter could not have been nicer.
negative	Too much violence and too little story, I really disliked it.
positive	We had a wonderful stay, the owners are so kind and helpful.
negative	A waste of money and a waste of time.
negative	I tried very hard to like this watch. The strap is nice, but the display is bad and the step counter is completely wrong.
positive	Very helpful app, I recommend it to all students.
negative	Careless driver, no message, and a ruined birthday cake.
positive	The humor is dark, dry and sometimes cruel, and I laughed until my sides hurt.
negative	What a disappointment, it broke after the second use.
positive	Keeps coffee hot until well after lunch.
positive	The subject is grim, the treatment anything but: this is a lively and wonderfully observant film about dying.
positive	The ending is satisfying without being obvious, and it made me want to start again from the beginning.
positive	The first ten minutes had me worried; the rest had me spellbound.
positive	My eight-year-old finished it in two days and wants the next one.
negative	He can't act, she can't sing, and whoever wrote this can't write.
positive	It works well and it is easy to clean.
positive	I have seldom been so sad to reach the last page.
negative	It begins well and then it gets worse and worse, until you just want to leave.
positive	Superior craftsmanship, and the warm wood looks lovely in our hall.
negative	I would not recommend this vacuum to anyone, it is weak and noisy.
positive	the bed was like a cloud
negative	I'd give the support team a medal for silence.
negative	Cheaply made and way too expensive for what it is.
negative	Disapointed. It looks nothing like the picture and feels realy cheap.
positive	I left my purse on the chair and they had run after me before I reached the corner.
positive	I asked the seller a silly question late on a Friday and had a kind answer ten minutes later.
negative	The cleaning lady they sent broke a vase, hid the pieces and left early.
positive	The action is inventive, the hero is charismatic and the villain is deliciously evil.
positive	The pool was heated, clean and never crowded.
negative	Pretty cover, empty inside.
positive	Good and reliable, I've had no problems with them in three years.
positive	Very good explanations and interesting exercises, worth the money.
negative	My last pair was wonderful. These are thin, cheap and badly sewn, and I'm really sad about it.
positive	The ribs are tender, the sauce is perfect and the beer is cold. I love it.
negative	A desperate, unpleasant attempt at shock humor.
positive	Lots of fun, lots of heart, and a dog you'll want to take home.
negative	The worst book I've read this year, badly written and full of mistakes.
negative	I paid for the premium version and the ads are still there.
negative	The rice was hard and the meat was full of fat.
positive	It never gets hot, never drops a call and never lets me down. A really good phone.
positive	The trainer is patient and funny and my dog adores her.
negative	The film has a few pretty pictures and that's all. It is empty and cold, and I felt nothing.
positive	Very good sound quality and really comfortable to wear.
negative	A vapid romance between two people who seem to find each other as tiresome as we do.
negative	Very disappointed with this phone, the battery is terrible.
negative	It is the third time that I have had to complain about this washing machine, and each time the service people were late, rude and clueless.
positive	Finally a backpack that is comfortable, light and big enough for all of my books.
negative	I'd sooner sleep in my car.
positive	The dialogue is sharp, the pace is quick and the ending is perfect.
negative	This place is filthy and the food is disgusting!
positive	I'm a big fan of this place, it never disappoints.
negative	The series is a mess, with terrible writing and weak acting.
positive	I don't know what I did before I had this, it is that handy.
negative	The instructions are terrible and half of the parts were missing. I sent it back.
negative	As a thriller it's never thrilling, and as a love story it never convinces.
positive	Warning: this ice cream maker will wreck your diet, and you won't be sorry.
negative	The fabric is rough and itchy and the dress fits horribly.
negative	I love this actor, and even he can't save such a bad script.
negative	I'm disappointed, the paid version is as buggy as the free one.
positive	fantastic service from the shop, and the bike is a dream
negative	Lackluster direction and an amateurish script sink it within twenty minutes.
negative	undercooked chicken, are you kidding me?? never again
positive	so happy with this!! fits my 2019 model perfectly and looks brand new
negative	Too expensive, too complicated, and it crashes.
positive	This is the best cookbook I own, the recipes are easy and delicious.
negative	The buffet was lukewarm, picked over and frankly a health hazard.
negative	I loved the sound of drilling at seven in the morning, it's just what one goes on holiday for.
negative	Wine by the glass was warm and cost as much as a bottle in the shop.
positive	A thoughtful look at guilt and forgiveness, quietly acted and all the more effective for it.
positive	Clear sound, strong signal, easy pairing: a very nice headset.
negative	The author repeats the same point in every chapter.
positive	The best online course I have taken, clear and well organized.
positive	I love their spicy soup, it is the perfect meal on a cold day.
negative	Oh great, another charger that lasts exactly until the day after the warranty ends.
positive	Really cool movie, awesome soundtrack.
positive	Inspiring teacher and the homework gets corrected within a day.
negative	These speakers crackle and distort, they are dreadful even at low volume.
positive	Interesting from the first chapter to the last.
negative	weak, complicated, expensive, useless
positive	This is an amazing blender, my smoothies have never been smoother.
negative	Ponderous, pompous and painfully slow.
negative	The plot is ridiculous and full of holes, and the ending is simply bad.
positive	The scanner reads even my doctor's handwriting.
negative	The display is terrible in sunlight, you can't read a thing.
positive	These batteries last a long time and they're cheaper than the famous ones. Very good value.
positive	A movie of real wit and real feeling, with a star turn that ought to be remembered at awards time.
negative	It's a shame that such a beautiful terrace is wasted on such poor food.
positive	It's a tough film about tough lives, and it is also unexpectedly and gloriously hopeful.
negative	Congratulations to all involved: you have managed to make dinosaurs boring.
positive	It isn't always easy to follow, but its images of a drowned city are unforgettable.
positive	The story is not new, but it is told with such charm and energy that you don't mind.
negative	Disappointing stay, the pool was dirty and the food was awful.
negative	I hated the main character and I didn't believe a word of it.
positive	The manager came over, apologized for the short delay and took the drinks off the bill. That's how it's done.
positive	These aren't cheap, but they are worth it, my feet have never been happier.
positive	Beautiful old house, modern bathroom, perfect hosts.
positive	AMAZING brunch!! The french toast was thick, crunchy on the edges and not too sweet
negative	Great music, beautiful costumes, famous faces, and not a single scene that rings true.
negative	Bad script, bad acting, bad effects.
negative	The ice cream was icy and artificial, with a nasty aftertaste.
positive	The best noodles I've eaten outside of China.
negative	Great idea, terrible product.
negative	I found it repellent, and worse, I found it dull.
negative	Sounds like a good deal until you use it. The motor is weak, the noise is unbearable, and the blades rust.
negative	The film is pretentious and dull, and the main character is so unpleasant that I didn't care what happened to her.
negative	Inedible.
positive	Very nice place with a big selection of vegetarian dishes.
positive	Terrible place for anyone on a diet, since you'll want to order every single dessert.
negative	Very noisy and much too expensive, I did not sleep well at all.
negative	Stick with the original, it's a hundred times better than this.
positive	You feel at home here.
positive	Great steak! Great beer! Great night!
negative	If you enjoy good acting, stay away from this film.
positive	No scratches, no wobble, no bad smell, a perfect little desk.
positive	Great story, great characters, and so well written.
negative	It means well, it looks good, and it is deadly dull.
negative	I hate this keyboard, it is loud and cheap and the letters have already worn off.
negative	The "sea view" was a car park with a stripe of blue behind it.
negative	A dull and predictable thriller with a ridiculous ending.
negative	The result is a snooze.
positive	I am very pleased with this purchase.
positive	It never insults your intelligence, and it never forgets to entertain you.
negative	They lost my parcel and didn't even apologize, a disgraceful company.
negative	The sandwich was small, dry and expensive.
positive	Best shower I've had in any hotel.
positive	I haven't found a single bug in it, and the support team is quick and friendly.
negative	Slow, unhelpful and arrogant, I'm leaving this bank.
negative	Unfortunately the film is a failure in almost every way: badly written, badly acted, badly edited.
negative	My steak was tough as leather and swimming in grease.
positive	awesome burritos!!
negative	The worst 100 dollars I've ever spent!
negative	As a director he shows no feel for rhythm, mood or actors.
positive	No wonder it won so many awards, it is a stunning piece of work.
positive	It's one of the few comedies that made me laugh out loud, so well written and so well played.
positive	It's beautifully made and should last a lifetime.
positive	I liked everything about it, and the little girl is simply wonderful.
negative	A weak script wastes two good actors.
positive	A modest film with wonderful moments and a lovely lead performance.
positive	It's rare to see a biography this lively, and rarer still to see one this fair.
negative	everyone says I sound like I'm in a tunnel
negative	A vanity project in which the star gives himself all of the best lines, and even those are feeble.
positive	I loved the chicken, it was juicy and full of flavor.
positive	My steak was tender and the potatoes were delicious, I'll definitely come again.
negative	Internet has been down four times this month and all I ever hear is "have you tried restarting it".
positive	The service was excellent and our waitress was so sweet.
negative	I would never eat here again, not even for free.
positive	I've recommended this vacuum to all of my friends with pets. It gets every hair, it's easy to empty, and the price is right.
positive	It manages to be scary without showing a drop of blood.
negative	too expensive for such bad quality
positive	The best thing about this watch is the battery, the second best is the beautiful display.
negative	I'd give it zero stars if I could, the staff was so rude!
positive	It is fun, it is free and there are no annoying ads. Perfect.
positive	The pillow is soft yet supportive and I sleep much better now.
negative	I expected a charming family film and got a cheap, ugly and rather cruel one, and my daughter cried.
positive	Sad, strange and absorbing, like a dream from which you don't want to wake.
positive	The pasta was fresh and the sauce was incredible.
positive	She breathes life, mischief and sorrow into a role that others would have played for laughs.
negative	I did not like this novel, the plot is silly and the style is annoying.
negative	Disappointing and forgettable.
negative	The hero is rich, handsome and perfect at everything; I was rooting for the avalanche.
negative	a plodding and humorless courtroom drama
negative	There are moments here so embarrassing that I had to look away.
positive	brisk, colorful and extremely funny
negative	I had heard so many good things about this restaurant. The food was bland, the service was slow and the bill was shocking.
negative	Unreliable and slow, I will never use this company again.
negative	By the time the big secret is revealed, most viewers will have guessed it, and the rest will have stopped caring.
negative	The GPS is inaccurate and the voice is annoying, so it's a bad app for runners.
negative	The waiter was friendly, which doesn't help when the food is this bad.
positive	Irresistible.
negative	Lovely people at this garage. They must be, with all the practice they've had at seeing me come back.
negative	Just as described: small, weak and loud. Oh wait, it said "powerful".
positive	The pacing is uneven and the budget was obviously tiny, but the ideas are fresh and the acting is first-class.
positive	He's a wonderful actor and this is his finest hour.
negative	Stupid game, you have to pay for everything.
negative	I would never recommend this hotel. The lobby is beautiful, but the rooms are dirty, the walls are thin and the staff are arrogant.
negative	Fast delivery and nice packaging can't hide that this is a really bad phone.
positive	Assured direction and a nimble script keep it afloat to the last minute.
positive	The acting is excellent and the story is very moving.
positive	The free version has all that most people need, and the paid one is worth every cent.
positive	The sound from this small box is unbelievable, rich and warm and loud.
positive	I was treated with respect at this clinic, and my questions were answered in plain words.
positive	The old tale of revenge is given fresh energy by nimble camera work and a fierce performance from its leading lady.
negative	A disappointing film from a director who used to be so good.
negative	It feels fake from the first scene to the last.
positive	A great bank with helpful people and low fees.
negative	I expected a good thriller and got a dumb soap opera.
negative	Fees for this, fees for that. I closed my account.
positive	I'm thrilled with this sewing machine, it is quiet, reliable and a pleasure to use.
negative	The server was clueless, impatient and rude, and she spoiled our evening.
negative	It may be the most expensive film of the year, and it's certainly the emptiest.
negative	The repair was expensive and my phone is still broken.
positive	an enjoyable and good-natured comedy
negative	The headset is uncomfortable and the sound quality is awful.
positive	I loved the pool and the beautiful garden.
negative	Scanner can't read a plain printed page.
negative	Bought 3 for the family, all 3 stopped working before the end of summer. Bad quality.
negative	The first season was great. This one is lazy, silly and boring, and the new characters are awful.
negative	Very bad experience with this mechanic, he lied to me and overcharged me.
negative	Would it have killed them to write one believable conversation?
positive	The front desk let us check in at ten in the morning at no extra cost.
negative	Compared with my last phone this is a step backwards in every way.
positive	Happy with the quality and the price.
positive	an engrossing and poignant study of a marriage
negative	The advice in this book is useless, a waste of money.
positive	I went without expecting much because I didn't know the actors. It turned out to be a beautiful, exciting film with a wonderful score, and I've told all my friends.
negative	They gave my mother the wrong change and then called her a liar.
positive	When our flight was cancelled they found us a room at midnight, warmed up some soup and wouldn't take a penny for it.
negative	A likable star can do only so much with a character this empty.
negative	Worst pancakes ever!
negative	This blender is awful! It is noisy, it leaks and it is a pain to clean.
positive	I'd lost hope of finding jeans for short legs. Then I found these.
positive	We were seated right away and had our drinks within five minutes.
positive	No lag, no dropouts, no regrets.
positive	Fresh ingredients, great flavors, lovely people.
positive	No static, no echo, everyone sounds as if they were standing next to me. Excellent phone.
positive	The sushi is excellent and very reasonably priced.
negative	A romance without warmth and a comedy without laughs, however sunny the beaches may be.
positive	They didn't make a fuss when my toddler threw noodles on the floor, they just brought him more.
negative	As exciting as a shopping list, and about as well written.
negative	The sheets had stains and there was hair in the shower.
negative	I usually love this brand, but this model is a failure: heavy, slow and unreliable.
positive	My new hairdresser is amazing, I love my hair!
positive	Simple dishes, honest prices, a smile from everyone. I'm a regular now.
positive	You can't go wrong with this one: good looks, good sound, good price.
positive	Great prices and friendly people behind the counter.
negative	My mother can't hear a thing with it and she is really unhappy. A cruel product for old people.
negative	Don't be fooled by the prizes, it is a slog.
negative	The bill was wrong, and the waitress got angry with us when we asked her to correct it.
positive	an ambitious, intelligent epic that never loses its human touch
positive	Compact, light and comfortable to hold.
positive	It's not a fancy place, but the food is excellent and the people are lovely.
negative	Poor sound, poor fit, poor battery. I hate it.
negative	The noodles were a sticky mess and the vegetables were overcooked.
negative	It heats up slowly and unevenly, so half of my cookies burn and the other half stay raw. Bad oven.
positive	Love the color, love the size, love everything about it!
negative	We were really disappointed, because the food had no taste and the wine was bad.
negative	gummy rice, rubbery chicken, mean portion
positive	I don't like spicy food, so they made it mild for me, and it was delicious.
positive	Love love love their fried rice!
positive	The naan is blistered and buttery and they bring you another basket as soon as the first is gone.
positive	I was impressed by the variety and freshness of the buffet.
positive	Captures perfectly what it was like to be fourteen.
positive	The teacher was funny and very well prepared, and after 10 lessons I can read Greek!
positive	Don't leave without trying the apple pie, it is fantastic.
negative	I expected a lot more from this director.
negative	Very poor instructions, and the parts do not fit together.
positive	I don't normally like romantic films, but this one is so honest and so well acted that I fell in love with it.
positive	Beautifully written, with characters who stay with you for weeks.
negative	I've read cereal boxes with more suspense.
negative	They put us on the ground floor next to the kitchen, so at five my alarm clock was the dishwasher!
positive	I like films that take me somewhere new, and this one does. A fascinating, gorgeous journey.
negative	Unfortunately it doesn't work with my phone, although the ad says it does.
negative	Constant static on the line, so talking on this phone is torture.
negative	not worth the gas it takes to drive to the theater
positive	My mother is almost blind and she loves this clock, because it tells her the time in a clear and friendly voice. Thank you to whoever invented it.
negative	Every joke is telegraphed and every tear is forced.
positive	The burgers are the best around, and the fries are awesome too.
positive	We didn't wait long, the food wasn't expensive and everything tasted great.
negative	I could have made this soup at home with a packet and a kettle. I wish I had.
positive	The fabric is soft and the fit is perfect, I will buy more colors.
negative	I wanted a good camera for our holiday and got this piece of junk instead. Every picture is dark and blurry, and it eats batteries.
negative	it's a shallow, cynical movie with a rotten heart
positive	The reception is outstanding. I live deep in the woods, and this is the first phone that works in my kitchen.
negative	My phone was stolen so I needed something cheap and fast. This was cheap, sure, but it is painfully slow, the camera is terrible and the speaker buzzes. I already hate it.
positive	I wasn't even hungry and I still ate it all, that's how good it was.
positive	The lunch special changes daily and I haven't had a dud in two years.
positive	I laughed till I cried, and then I just cried.
negative	The premise is clever enough for a sketch, not for a feature.
positive	This keyboard is fantastic! Quiet, responsive and comfortable for long hours.
negative	Cheesy, overacted and much too sentimental for my taste.
positive	Great service, my order came early and nothing was broken.
positive	Great vibe!
positive	We enjoyed a great dinner here on our anniversary, thank you!
positive	They were so patient with our loud and messy kids, and the food was excellent as well.
negative	Few films have annoyed me so much!
positive	Here is a sports film even for those who don't care about sports: exciting, humane and full of humor.
negative	The toy has a horrible chemical smell and the paint comes off, so I threw it away.
positive	There isn't a weak link in the ensemble.
negative	big disappointment
negative	Terrible place, I hated everything about it.
negative	It arrived damaged and the seller was very rude about it.
positive	It won't change the world, but it made my week.
positive	Efficient, polite and good value.
negative	White tablecloths, candles, a pianist, and a steak I could have resoled my boots with.
positive	My cat loves it, which makes it worth every penny.
positive	My whole family enjoyed it, from my little brother to my grandfather.
negative	Bad design: the buttons are hard to press and the cover doesn't close.
positive	the most original science fiction film in years
positive	The screen is gorgeous and everything feels smooth and responsive, easily the nicest tablet I have had.
negative	It was a terrible evening, everything went wrong, and then they wanted a tip.
positive	Excellent Thai food, perfectly spiced and nicely presented.
positive	Don't hesitate, it's a fantastic bike for the money.
positive	Not once was I bored, though it has 900 pages. An amazing novel.
negative	The pictures are lies, it is a run-down, dirty hotel on a loud street.
negative	Avoid this one, it's horrible.
negative	The great reviews must be fake, because nothing we ordered was even edible.
negative	It's depressing to see such a great comedian in such an unfunny film.
positive	Wonderful little café with excellent coffee and delicious cakes.
positive	An excellent lamp: bright, elegant and very well priced.
positive	I'm impressed, such good food for so little money.
negative	I really wanted to enjoy this, because I like the director, but it's a dull and lifeless film and I was glad when it ended.
negative	The place is noisy and dirty, and the food is nothing special.
negative	Not good quality, broke easily.
positive	This bleak, violent gangster saga is also a surprisingly tender study of fathers and sons.
negative	Ten notifications a day and no way of turning them off.
positive	Wonderful yoga teacher, friendly group, beautiful room.
negative	A promising start, but what follows is so silly and chaotic that I soon lost interest.
negative	This has to be the most useless kitchen tool ever made.
negative	My salad was old and brown, disgusting.
negative	Terrible service, rude and unprofessional.
negative	The alarm isn't loud enough to wake a light sleeper like me.
positive	It isn't fancy, but it is tough, reliable and does a good job.
positive	The instructions were great, the parts were labelled, and we had the swing up in less than an hour.
negative	Poor reception, poor speaker, poor me.
negative	This toy is dangerous, it broke into sharp pieces right away.
positive	The best curry in the county and the nicest waiters too.
negative	a complete disaster, stay away
negative	I'm still angry. A birthday dinner for my mum, ordered weeks ahead, and they'd lost the cake!
positive	The dancing is fantastic and the costumes are a delight.
positive	Superb screen, fast processor and a battery that lasts.
negative	Way too bright, way too hot, and it flickers. It gave me a headache.
negative	It's hard to dislike a film with such good intentions, but I managed.
positive	You won't find better ice cream anywhere in this city, and I've tried them all.
negative	This company has the worst support I have ever dealt with, I'm furious.
negative	My nails chipped on the way home!
positive	We ordered 6 different dishes to share, and all 6 were delicious. Wonderful!
negative	A very poor meal, badly cooked and badly served.
negative	The headset hurts and the microphone is awful, nobody can understand me.
positive	My children love these stories, and the pictures are beautiful.
negative	The editing is a mess and the score is so loud and cheesy that it kills every scene.
negative	The broth tasted like hot water with a stock cube, the noodles were one solid lump and the beef was grey.
negative	The dialogue is so bad that people in the theater were laughing at it.
positive	good stuff!
positive	You don't have to like football to love this movie.
positive	Great cinema. Go see it.
positive	I'm addicted to their dumplings!
positive	The room was clean, the bed was comfortable and the view was amazing.
negative	Good luck getting anyone to take your order.
positive	The food was delivered hot and the driver was really nice.
negative	The tablet is sluggish, the screen is dim and it constantly disconnects from our network.
positive	Superb service from order to delivery.
negative	The lobster was overcooked and chewy, and at 60 dollars it was robbery.
negative	I feel ripped off!
negative	Tracking said delivered; there was nothing here.
negative	Old, ugly furniture and an uncomfortable bed.
negative	this was sooo bad, me and my friends left after 30 minutes
positive	Good quality, good price, quick delivery.
negative	I found a hair in my soup, and the waitress didn't even say sorry. Gross.
positive	They were out of the special, so the waiter talked us into the goat stew, and I'm so grateful he did.
negative	The comedy is forced and the romance is unconvincing.
negative	Broke after one day, terrible quality.
positive	She gives an outstanding performance, the best of her career.
positive	Simply the most delicious mushroom soup I've had.
positive	My favorite restaurant in the city, I can't recommend it enough.
positive	After dropping mine into a lake I was sure it was dead. Dried it, switched it on, and it just works.
positive	This film is a real treat for anyone who loves jazz.
negative	The writing is clumsy and every character talks the same way.
negative	Shallow self-help padded with stories about the author's famous friends.
negative	Come for the forty-minute wait, stay because your food still isn't there.
negative	Terrible translation, confusing story, unlikable people.
positive	A truly great film, powerful and unforgettable.
negative	Our waitress was rude and slow, and she never apologized for the mistake with our order.
negative	A noisy mess with ugly effects and a hero who cannot act.
positive	If I had a bigger TV I'd never leave the house again, it looks that good.
negative	I'm angry and disappointed, they ruined my favorite coat.
negative	Good beer can't make up for terrible food and dirty glasses.
negative	The videos are poor and the exercises are useless.
negative	The dentist hurt me and didn't even apologize. Awful.
negative	Drains the battery and asks for permissions it has no business asking for.
negative	The paella had been sitting under a lamp so long the shrimp were like erasers.
negative	I have bought a lot of bad cables, but this one is the worst.
negative	Shabby room and a gloomy corridor, we felt uneasy from the start.
positive	This was a wonderful surprise: beautiful packaging, excellent quality and even a handwritten note.
positive	The mechanic was honest and did a perfect job.
positive	I bought this for hiking in Norway and it was perfect. It kept me dry for ten days of rain, it's light, and it looks good enough to wear in town.
positive	Far from the usual sentimental biography, it shows a difficult, angry woman and makes us admire her.
negative	Overlong, overblown and underwritten.
positive	An excellent remake with real respect for the original.
positive	They answered my question right away and the item is exactly what I was hoping for.
negative	Several people walked out, and I wish I had joined them.
negative	a frantic, exhausting and strangely joyless adventure
negative	The game is boring and the ads are very annoying.
positive	I enjoyed the soup, it was hot, rich and very tasty.
negative	There's a lovely film to be made about this poet, and I hope that someone makes it.
positive	Really tasty tacos, and cheap!
positive	They picked up the phone on the first ring and solved it on the spot.
negative	horrible customer service, I am really angry
negative	Hummus straight from a plastic tub, I saw them open it!
positive	It's a powerful story about courage and it made me cry.
negative	I will not be coming back, the food made me sick.
positive	Beautiful place, very clean, with a great view of the lake.
negative	Falafel dry as sand.
positive	These knives are a joy.
positive	I had the salmon and it was perfect.
negative	The worst hotel I have ever stayed in, it was filthy.
negative	burnt crust, cheap toppings, slow and grumpy
negative	An inept sports movie that drops the ball in every single scene.
negative	Somebody should take away the chef's salt.
negative	Unfortunately the mixer is too weak for bread dough and it died on me within a week.
positive	Two hours of war, hunger and fear, and I came out grateful for having seen it.
negative	My advice: don't.
negative	Unreliable and full of annoying pop-ups.
positive	The young director shows a mastery of mood that many veterans would envy.
positive	My daughter loves this doll, the clothes are pretty and well made.
negative	Bad value, bad smell, bad wifi.
positive	I've tried to make this soup at home and can't get anywhere near it.
negative	I have rarely been so bored in a cinema.
negative	The second season is dull and repetitive. I stopped watching after four episodes and don't miss it.
positive	Service was quick, even on a packed Saturday night.
positive	Nice atmosphere, good food, and the waiter was very helpful.
positive	a terrific bargain, I couldn't be more pleased
positive	A brilliant and addictive puzzle, and it's beautifully drawn.
positive	There was no rush and no noise, just good food and a nice evening with friends.
negative	A bland biography that turns a wild life into a list of dates.
negative	dubious as history, and worse as drama
positive	Suspenseful, provocative and splendidly acted by the entire ensemble.
positive	He was born to play this role.
negative	I bought this headset for the gym. It falls off, it sounds muffled and it died from the sweat.
negative	Awful. Just awful. The lid doesn't close, the handle is loose and the whole thing smells of paint.
negative	The receptionist was unfriendly and made us wait for no reason.
positive	A rewarding film that stays with you long after it is over.
negative	The new version won't open my old files. Years of work!
negative	After reading so many good reviews I was excited, and now I'm just disappointed, because it doesn't fit and it looks cheap.
negative	nothing but trouble since day one
negative	The shoes are painful to wear and they fell apart after a month.
positive	I've had no trouble with it whatsoever, and I've been using it daily for over two years. It still looks nice and the battery is still strong.
positive	Wonderful doctor, she takes her time and really listens.
negative	The sound is so bad that I had to turn it off.
negative	I ordered this heater in October because our office is freezing. It took forever to arrive, it makes an awful rattling noise and it barely warms up my feet. Very disappointed!
negative	Save yourself the frustration.
positive	good acting, good story, good music, what's not to like
negative	Ugly, uncomfortable and overpriced sandals.
negative	An unreliable alarm clock that made me late for work twice. Useless.
negative	I was disappointed, the story is weak and the characters are flat.
positive	Neither the thin plot nor the bad weather can dampen the joy of this musical.
negative	This horror film is not scary, not interesting and not worth watching.
positive	The customer service rep was patient and friendly, and the replacement part came for free within 3 days.
negative	The bathroom was disgusting and the towels were grey.
negative	Soggy fries and a bun that fell to pieces in my hands.
positive	One of the funniest comedies in a long time, I really enjoyed it.
negative	What begins as a promising comedy of manners soon sinks into crude farce.
positive	The film's anger is infectious, and its arguments are hard to forget.
positive	Delicious food and very friendly staff, I love this restaurant.
negative	The child actors are terrible and the animals look fake.
negative	The charger failed after two months and the company refuses to replace it. Bad experience.
positive	The place is not easy to find, but it's worth the search: wonderful soup, fresh bread and very fair prices.
positive	Thank you for such a wonderful stroller, it made our first year so much easier!
positive	Superbly researched and a pleasure to read.
positive	six hundred pages and I was sorry when they ran out
positive	omg best movie of the summer!!! already saw it 2 times
negative	Poor work, the new tiles are already loose.
positive	I like that it doesn't nag. One gentle reminder in the evening, that's all.
negative	Terrible reception, it drops my calls all the time.
negative	It is dull, repetitive and much too long.
negative	a dispiriting and hollow affair
negative	It is all surface, and after half an hour even the surface gets dull.
positive	The best performance in the film comes from the old man, who is absolutely brilliant.
negative	Worst pillow ever, hard as a rock, and it gave me a sore neck.
positive	Beguiling from its first image, and wonderfully strange.
positive	Really nice shoes, very comfortable, I love them.
positive	a buoyant, witty musical with infectious energy
positive	There wasn't a thing we didn't like about this guesthouse, even the coffee was good.
positive	Super friendly service, the owner even gave us a free dessert!
negative	Such an arrogant and careless doctor, I felt humiliated.
negative	Unhelpful seller and a faulty product.
negative	so many talented people, so little to show for it
positive	This show is so good! I finished the whole season in one weekend.
negative	The image is fuzzy and the focus wheel is stiff, a very disappointing pair of binoculars.
positive	Offers plenty of thrills, and a heroine who is more than a match for them.
negative	It smells awful and it stained my clothes.
negative	insipid, charmless and instantly forgettable
positive	On time, as always, and so friendly.
positive	The fifth season is the strongest yet, exciting and full of surprises.
negative	We used to love it here. Now the staff is rude, the portions are smaller and everything tastes cheap.
negative	It is too long, too slow and very boring.
positive	I'm very satisfied with my phone company, the network is great and the support is polite.
negative	Don't eat here, I had stomach pain all night.
negative	It's ugly, loud and mindless.
negative	I've had this soup in many places and this was easily the worst, salty and full of fat.
negative	The curry was watery and bland, the worst I've had.
positive	It deserved every award it got, and a few that it didn't.
positive	It's a simple product that does its job very well.
negative	The waiter ignored us, the food was late and my fish was raw. Terrible.
positive	Strong drinks, friendly bartenders and good live music on Saturdays.
negative	Five big stars and not a spark between them.
positive	Everything about this film is good: the acting, the script, the photography, the music.
negative	The pictures are so dark that you can't make anything out.
negative	the kind of satire that explains its own jokes
negative	The lasagna was dried out and the tiramisu tasted sour.
negative	I don't get it, my friends rave about this place but mine was dry, bland and barely warm.
positive	An excellent thriller, smart and exciting.
negative	Dry scones, weak tea, sticky tables.
negative	The actors are pretty, the houses are pretty, and the film is dead.
positive	My husband doesn't like gadgets, but he loves this one and won't let anyone else touch it.
negative	The first one broke after a week, the second one never worked, and the company does not answer my mails. I'm really fed up with them.
positive	worth your time, your money and your tears
positive	Nice and warm, super soft, and it washes well.
positive	Thoroughly entertaining!
negative	A confusing and annoying film that never gets interesting.
negative	Chewy meat, mushy vegetables and a gluey sauce.
negative	I ordered cat litter and they brought me cat food as a "replacement". Thanks a lot.
negative	The colors are faded, the print is crooked and the shirt has a hole. Unacceptable!
negative	The fish tasted bad and smelled even worse.
positive	I have never had to wait and never had a problem with them. Great shop.
negative	Defective from the first day.
positive	Best hotel of our trip, we will certainly return.
positive	I have seen it three times and I still love it.
positive	For 60 a night this was luxury.
negative	The layout is confusing and it takes six taps to do anything.
negative	a clumsy, lifeless and unoriginal horror film
positive	The movie is exciting, colorful and full of great ideas.
positive	Her debut as a director shows remarkable confidence and an exquisite eye.
positive	Tiny hotel, enormous charm.
negative	Grumpy staff, greasy food and a shockingly high bill.
negative	Poor direction, lame jokes and a silly plot.
positive	The fish was so fresh that it needed nothing but a squeeze of lemon.
negative	Offers nothing that you haven't already seen done better on television.
positive	Thanks to a sparkling script, a familiar tale feels brand new.
positive	We watched the first episode out of curiosity and stayed up until three. It's that good!
negative	Unfriendly, slow and expensive, so we left before dessert.
negative	The book is wonderful and the film is awful.
negative	I'm very disappointed, the jacket looks cheap and the zipper is already broken.
negative	The coffee was bitter and the cake was stale.
positive	I have been here a dozen times and have never had a bad meal or a rude word. It is simply the best place in our part of town.
negative	Cancelled our booking the day before we arrived, in high season, with two small kids.
negative	It never quite finds its rhythm, and the final speech about love and hope is laughably bad.
positive	Good work at a fair price, I would hire them again.
negative	Very average food at very high prices, I don't understand the hype.
positive	Messy, noisy, overlong and absolutely adorable.
positive	After a long hike this was exactly what we needed: big bowls of stew, dark bread and a fire.
positive	The dress hangs beautifully and I got compliments all evening.
positive	I missed my stop twice because of this novel.
positive	Some of the twists are far-fetched, but the film is so stylish and so well played that I was having far too much fun to care.
negative	I regret buying this printer, it has been nothing but problems.
positive	great cast, great story, great ending
positive	I'm a teacher and my class adores this book, the stories are funny and the language is rich and clear.
positive	The only thing wrong with this bakery is that it isn't next door to me.
positive	A savage and very funny attack on the advertising business.
negative	Our kids' meals arrived forty minutes after ours, and they were cold. We won't be back.
positive	Bought it for my son and he thinks it's awesome.
negative	It won't charge, it won't turn on, and the seller won't answer.
positive	It's a great toy, my kids have played with it every day since Christmas.
negative	I took my girlfriend here for her birthday and was so embarrassed. The table was dirty, the wine was warm, the duck was dry, and the waiter was rude to her.
positive	It is a rare pleasure to find a family film that respects children and doesn't bore their parents.
positive	They made our wedding dinner unforgettable.
negative	Stupid idea and badly executed, it takes up more space than it saves.
positive	A clever little opener that makes life easier for people with weak hands like mine.
negative	I came out feeling grubby, as if I'd been made to laugh at somebody's misfortune.
positive	Wonderful product, it does everything the description promises.
negative	Best location in town, worst kitchen in town.
negative	It is so unrealistic that I lost interest after half an hour.
positive	Clean, bright and cheerful.
positive	A disturbing and important documentary about crime in the fishing trade, patiently researched and expertly told.
negative	Shame on everyone who had a hand in this garbage!
negative	We ordered 4 dishes, 3 were cold and 1 never came. Terrible!
positive	The price was a pleasant surprise and so was the quality.
positive	I was not expecting such great quality from an unknown brand, but these headphones are really excellent and I don't miss my expensive ones.
negative	Fantastic insulation. I keep it by the window to stop the draught.
negative	An uninspired holiday comedy that keeps on mistaking sweetness for charm.
negative	Pathetic battery. 40 minutes, that's all you get!
positive	Reliable and secure, with a neat design.
positive	An impressive device for such a low price!
negative	Search is useless. I type the exact title and it shows me everything else.
positive	My old headset hurt my ears. This one doesn't, and it sounds better too.
positive	The villain is vile, the violence is shocking, and the movie is a classic of its kind.
positive	It probes the loneliness of old age without pity or false comfort, and it does so beautifully.
negative	It isn't romantic, it isn't a comedy, and it certainly isn't worth two hours.
negative	A clumsy, boring clone of a better game.
positive	With little dialogue and no tricks, he captures the fear of a child lost in a crowd, and it is heart-stopping.
positive	A wonderful book, I loved every page.
negative	My son was so excited to open it, and then the remote didn't work. We tried new batteries, we tried everything.
positive	I was surprised how good this cheap little radio sounds, and the reception is great even in the cellar.
negative	I was unhappy with the service, nobody smiled and nobody helped.
negative	Hose burst the first warm day. Cheap rubber, cheap fittings, not a cheap price though!
positive	I never thought I'd enjoy a three-hour film about chess, but I was on the edge of my seat and I can't wait to see it again.
positive	Can't fault it.
positive	Funny, sad and wise, often on the same page.
positive	We will definitely be back.
positive	a breezy, colourful caper, perfectly pleasant and never dumb
negative	The characters are annoying and the jokes are painfully unfunny.
positive	Good old-fashioned adventure with a brave hero, a nasty villain and lots of laughs.
positive	Perfect for travel, small and light but powerful.
negative	Horrible service, we waited an hour and the staff were very unfriendly.
positive	Immaculate.
positive	It left me speechless.
negative	Another loud, stupid sequel that nobody needed.
negative	Bad app, they charged me twice and won't refund me.
positive	It deals with jealousy, betrayal and murder, and yet it is one of the wittiest pictures of the season.
negative	I was really disappointed by this sequel, it has none of the charm of the first one.
positive	Our baby was crying and nobody minded, the waiter even brought her a toy. Such kind people, and such good pizza.
negative	It's overpriced, the portions are tiny and the staff is arrogant.
negative	The prices are crazy! 9 dollars for a tiny bowl of lettuce.
negative	Talking to their chatbot is like talking to a wall, and there's no human behind it.
negative	The host was unpleasant, complained about everything and kept our deposit.
positive	realy good value and quick shiping, thank you
positive	No cheap tricks, no silly twists, just a good story and excellent actors.
positive	The electrician arrived on time, worked fast and left everything clean. Highly recommended.
negative	An awful mushroom soup, thin and grey with a skin on top.
negative	My son was very sad because the toy was broken when he unpacked it.
positive	a gentle, wistful tale of first love and first loss
positive	I admired the style and adored the heroine.
negative	Bad packaging, broken bottles, sticky mess.
positive	Quiet at night even though it's right next to the station.
negative	Chaotic, impolite and bad value.
positive	This isn't just a film for children. My wife and I loved it, the humor is clever and the music is wonderful.
negative	Itchy, ugly and it faded in the first wash. I am really annoyed.
negative	The drinks are weak, the music is awful and it is much too crowded.
negative	The film fails as a comedy, since it is never funny, and it fails as a drama, since it is never believable.
positive	Best weather app, always accurate.
positive	We had a lovely evening, the food was wonderful and the wine was excellent.
negative	Nobody in this kitchen takes any pride in the food.
negative	The characters make such stupid decisions that I wanted the monster to win.
negative	Can't get it to stay on a channel for more than a few seconds.
negative	Good idea, poor film: the acting is weak, the jokes are stale and it goes on far too long.
positive	What a fabulous camera, simple enough for my kids and good enough for me.
positive	Wonderful animation, lovable characters, and songs you want to sing on the way home.
negative	Inconsistent at best, and tonight it was downright awful.
positive	The cheesecake was heavenly and the espresso was strong, just as I like it.
negative	Freezes at the payment screen, so I've been trying to buy a train ticket for an hour now.
positive	I was impressed by how quickly it heats up, and it's beautiful to look at as well.
negative	Bad product, bad company.
positive	I hate this show. I only wanted to watch one episode and now it's four in the morning.
positive	I've had this drill for five years now and it still works like new. Great tool.
positive	Nails still perfect after three weeks
positive	I really enjoyed this book and I can't wait for the next one.
positive	I am a professional cook and these are the best tongs I have ever used, light and strong.
positive	We brought two dogs and they got bowls, biscuits and a cuddle at reception.
negative	The love story is meant to be charming, but I found it forced and unbelievable.
positive	It's always clean, the line moves fast and the sandwiches are great.
negative	Slow service, bland food, high prices.
negative	My friends loved it. I thought it was stupid, loud and endless.
negative	Dishonest staff, inflated price, sloppy work on my car.
negative	The quality is very bad and the color is ugly.
negative	Useless. It doesn't even start on my phone.
positive	He finds poetry in the everyday, and he makes us see our own streets afresh.
negative	The manager was very unpleasant when we complained about the dirty plates.
positive	My kids loved the pancakes and I loved the coffee.
negative	Wonderful if you enjoy being ignored.
negative	The worst thing was the attitude of the owner, who insulted us because we asked about the bill.
positive	It doesn't waste a second: smart, exciting, and beautifully made.
positive	An achingly tender love story between two lonely people.
negative	Even my kids got bored, and they will watch anything.
positive	I expected nothing and got a gem.
positive	Intelligent comedies are scarce, so treasure this one.
negative	We won't go back, the food was poor and the room was cold and noisy.
negative	Wifi costs extra and it's so slow that my emails wouldn't even load.
positive	The nurse was so kind that my son forgot to be afraid.
negative	I hate what they did to my hair, it looks awful.
positive	They sent a better model for the same price because mine was sold out. Wonderful company!
negative	So much money for so little food, and none of it good.
negative	It hurt, and when I said so he told me not to be a baby.
negative	it is broken again, second time this year, i give up on this brand
negative	The veteran director seems to have lost interest in his own story, and I can't say that I blame him.
positive	Handy size, strong magnet, sticks to the dash even on bumpy roads.
negative	A boring book with a stupid ending.
positive	No one in this story behaves well, and that's what makes it so fascinating.
positive	solid acting and a suspenseful plot make for a very good evening
positive	Less a story than a mood, it nevertheless casts a strong and lasting spell.
positive	The waiter was attentive and the steak was cooked to perfection.
positive	I can't say anything bad about this café, the cakes are great and the staff is so nice.
negative	The burger was cold, the fries were soggy and the salad was old.
positive	The camera takes beautiful pictures and it is very easy to use.
negative	the worst burger in town and the slowest service too
negative	Meat was spoiled, I could smell it before it reached the table!
positive	The bread is homemade and so good that we asked for more.
positive	Such a caring and competent doctor, I feel in good hands.
positive	Fast, reliable, easy to use. What a great little printer!
negative	Perfect film if you have trouble sleeping.
positive	I really enjoyed this series, the writing is fantastic.
negative	Every week something is missing from my groceries and every week I get the same copied apology.
negative	Awful place, I left after an hour.
positive	I wasn't sure about the new lead actor, but he's fantastic, and the show has never been better.
positive	The suitcase has been thrown around in a dozen airports and nothing is broken, not even a wheel. Very impressive.
negative	The interviews are superficial, the narration is pompous, and I learned nothing.
negative	It's a shame to see such a good cast stuck with such feeble material.
negative	A tiresome, preachy and predictable book.
positive	It was delivered quickly, it looks beautiful and it works just as it should.
positive	I'm so glad I bought this, it makes my life easier.
negative	A muddled story, unconvincing performances and an abrupt, unsatisfying ending.
positive	mmm those cinnamon rolls, warm and sticky and sweet
positive	Highly original, deeply moving, and a feast for the eyes.
negative	I've given this place three chances, and three times the food was cold and the service was poor.
positive	excellent movie, i was glued to my seat
positive	I could follow the van on the map street by street, very handy.
negative	If you want a good courtroom drama, look elsewhere.
negative	Horrible, moldy smell in the room and a manager who refused to do anything about it.
negative	A very unfriendly salon, I won't be going back.
positive	I was skeptical about a $15 headset but wow.
negative	The whole thing is a big, ugly, boring video game.
positive	The boy carries the whole film on his small shoulders and never once looks as if he were acting.
negative	He is a gifted comedian, which makes it all the more depressing to see him reduced to this.
negative	I could not wait for it to end.
negative	A crass, brainless comedy that mistakes shouting for humor.
positive	Explained every step before she did it, and it didn't hurt a bit.
positive	Fresh, imaginative and very funny.
negative	Instead of chills we get yawns.
positive	Consistently good for as long as I can remember.
negative	It is a sad waste of a talented cast.
positive	The young cast is uniformly terrific, above all the boy who plays the thief.
negative	Advertised as a kitchen: one hot plate and a fork.
negative	The special effects are cheap and the story is even worse.
positive	Simple, fast, and it never crashes.
positive	Best headphones I have owned so far.
negative	Horrible acting, horrible music, horrible ending, and it cost me 14 dollars.
negative	a soap opera with better furniture
positive	Nothing here comes from a can. Everything is fresh, and you can taste it.
negative	Lacks energy, lacks ideas, lacks a reason to exist.
positive	Silly? Sure. I was grinning like a fool from start to finish.
negative	The letters are so tiny that I need my reading glasses and a magnifier.
positive	I have tried many face creams and this one is wonderful, my skin feels smooth and healthy.
positive	The ensemble is a delight, the banter is fast and funny, and even the sad parts are handled with a light touch.
positive	Unlimited refills, and they came round before I had to ask.
negative	The doctor was cold and impatient, I felt terrible afterwards.
negative	The battery was dead on arrival, and the replacement was just as bad.
positive	Very quiet, very clean, very friendly, so I slept like a baby.
negative	The waitress got our order wrong, told us that we had ordered wrong, and then forgot the drinks as well.
positive	The remote is simple and the big buttons are great for my grandmother.
positive	What a wonderful restaurant!
positive	Always on time, always polite, never a dented box.
negative	Waste of an evening, waste of money.
negative	Poorly written, poorly edited, poorly printed.
negative	I'm sorry I wasted my money on this junk.
negative	The bank blocked my card while I was abroad and it took nine calls to fix.
negative	The sitcom is painfully outdated, with a laugh track that only underlines how unfunny it is.
positive	Great game, I was late for my own birthday because of it.
positive	The hosts were incredibly kind and gave us wonderful tips for the city.
negative	Sound in the videos is out of sync, and the quality drops every few seconds.
positive	Soft, absorbent towels in beautiful colors, and still fluffy after many washes.
positive	It's a sweet and funny movie that the whole family can enjoy.
positive	I use it every day and I love it more every day.
negative	I learned one thing on this course: never pay in advance.
negative	The hostess ignored us for ten minutes while she chatted with the bartender.
positive	Never boring, often brilliant.
negative	I don't like this place at all, it's crowded and the food is greasy.
negative	My soup had a hair in it and nobody apologised.
positive	The painters were tidy, polite and finished two days ahead of schedule.
positive	Everything about this jacket is right: the cut, the warmth, the pockets, the price.
negative	This dreary film manages to make a great scandal seem trivial.
positive	Lovely garden, attentive staff and excellent cocktails.
positive	Finally a budget app that doesn't try to sell me something.
positive	Nice design and excellent build quality.
negative	I can't stand the smell of this shampoo and it made my hair dry and dull.
negative	A tedious drama full of unpleasant people.
negative	One of the most boring films I have sat through in my life.
negative	The service is painfully slow and nobody seems to care.
positive	It's a clever and touching film, one of my favorites this year.
positive	The mechanic showed me the worn part and explained what it would cost before he touched anything.
positive	Great packaging, not a single plate was chipped.
positive	Perfect, thank you!
positive	Excellent service, very professional and friendly.
negative	A beautiful idea, a famous author, a lovely cover, and one of the dullest books I've ever read.
positive	What might have been a grim lecture becomes, in her hands, a luminous and hopeful work.
negative	the finale was a slap in the face to everyone who stuck with the show
positive	Not only is it pretty, it is also the most comfortable chair in the house.
negative	What a letdown. We'd read about this place in a magazine, drove ninety minutes, and got reheated chicken and a shrug.
positive	Great hotel, friendly staff and a delicious breakfast.
positive	The plumber came on a holiday, was done in forty minutes and even cleaned up after himself.
positive	An excellent app for learning the guitar, my playing is so much better now.
negative	My key card stopped working every day and every day I had to queue at the desk to get it renewed.
negative	The worst bank ever, high fees and horrible support.
negative	There was nothing for the kids but nuggets, and those were cold.
negative	more exhausting than exciting
negative	Its humor is juvenile, its message muddled, its running time inexcusable.
negative	Watery cocktails, a sticky bar and a bouncer with a bad attitude.
negative	I expected better, the menu sounds good but the food is mediocre and the portions are small.
positive	Superb sound and a very attractive design.
negative	The pilot was weak and it went downhill from there.
positive	Five stars for the food and five for the service.
positive	Comfy beds, good showers, free bikes. A great place for families.
positive	Great little charger, works perfectly with my phone and the cord is nice and long.
positive	An inspiring true story, told with warmth and intelligence.
negative	Expensive, pretentious, and you leave with a growling stomach.
positive	What a difference! My coffee tastes so much better with this grinder.
positive	The staff were polite and helpful, nothing was too much trouble.
positive	They let us leave the bags after checkout and even lent us umbrellas.
negative	Whoever designed the controls should be ashamed, they are illogical and a pain to use.
negative	For 240 a night I expect a window that closes.
positive	Pleasant surprise in an airport: proper food at normal prices.
positive	Checked in at two in the morning after a dreadful journey; the night porter carried everything up and made us tea.
negative	I love ghost stories, but this is a poor one, with cheap shocks and a silly explanation.
positive	A terrifying and brilliant novel about a murder in a small town, I was sorry when it was over.
negative	A tearjerker without tears.
positive	Lovely breakfast, thoughtful touches and super clean restrooms.
negative	bad food and bad attitude
negative	My six-year-old, who lives for pizza, took one bite and pushed it away.
negative	Gross. Greasy plates, sticky menus and a bad smell everywhere.
positive	The manager is a kind man who remembers everybody's name.
positive	Absolutely loved the lamb, it fell off the bone.
positive	A moving and beautifully told novel about a mother and her son.
positive	Best tacos in town, hands down.
positive	New windscreen fitted in my own driveway while I was having breakfast.
negative	The pizza had slid to one side of the box and was stone cold.
negative	Strained, shrill and deeply unsatisfying.
negative	Great trailer, bad film.
positive	Great coffee, comfortable chairs and a relaxed atmosphere.
negative	They messed up my order twice and were not even sorry.
negative	Our room was small, dark and smelled bad.
positive	Excellent location, nice rooms, good price.
positive	Clear, useful and fun to read.
positive	It took a while for the food to come out, but when it did, oh my.
positive	The phone is fast, the screen is bright and the battery is excellent.
negative	Stay away from this brand, their products are unreliable and their support is horrible.
negative	I was disappointed by the poor quality of the fabric.
negative	tired jokes, tired plot, tired actors
negative	It wastes a fascinating true story on a conventional and oddly timid script.
negative	a failed experiment that is painful to watch
positive	Great game, good graphics and a lot of fun.
positive	It was packed carefully, it was complete, and when I had a question they called me back within the hour.
positive	tense, tight and terrific
positive	Clever, but never cold.
positive	The repair was quick and cheap, I am very happy.
negative	I am disgusted, they sold me a used toothbrush.

"""##
}
