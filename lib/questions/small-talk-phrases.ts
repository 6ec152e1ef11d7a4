/**
 * What people say to a bot that is no question of its own, by class, in English, Bengali (also in Latin letters), German,
 * French, Spanish, Arabic, Hindi and Russian. Each is a whole saying; a text made of such sayings and fillers alone is small talk.
 */
export const sayings = {
  greeting: [
    'hi, hello, hey, hiya, howdy, yo, greetings, good morning, good afternoon, good evening, good day, morning, evening',
    'whats up, sup, how are you, how are you doing, how are you today, how do you do, how is it going, hows it going, nice to meet you',
    'are you there, anyone there, anybody there, is anyone there, is anybody there, are you a bot, are you a robot, are you human, are you real',
    'who are you, what are you, what is your name, whats your name, can you help me, can you help, help me, help, i need help, please help, i have a question',
    'আসসালামু আলাইকুম, আসসালামুআলাইকুম, আস সালামু আলাইকুম, ওয়ালাইকুম আসসালাম, সালাম, হ্যালো, হ্যালে, হাই, হেলো, নমস্কার, আদাব, সুপ্রভাত, শুভ সকাল, শুভ অপরাহ্ন, শুভ সন্ধ্যা, শুভ দুপুর',
    'কেমন আছেন, কেমন আছ, কেমন আছো, আপনি কেমন আছেন, কি খবর, কী খবর, আপনি কে, তুমি কে, আপনার নাম কি, আপনার নাম কী',
    'assalamualaikum, assalamu alaikum, assalamu alaykum, asalamualaikum, assalam o alaikum, salam, salaam, walaikum assalam, nomoskar, namaskar, adab, kemon achen, kemon acho, ki khobor, apni ke',
    'hallo, guten tag, guten morgen, guten abend, gruss gott, grüß gott, grüß dich, grüezi, servus, moin, moin moin, tag, wie geht es ihnen, wie geht es dir, wie gehts, wer bist du, wer sind sie',
    'bonjour, bonsoir, salut, coucou, allo, comment allez vous, comment vas tu, comment ça va, ça va, bonne journée, qui êtes vous, qui es tu',
    'hola, buenos días, buen día, buenas tardes, buenas noches, buenas, qué tal, cómo estás, cómo está, cómo está usted, quién eres',
    'السلام عليكم, السلام عليكم ورحمة الله, السلام عليكم ورحمة الله وبركاته, وعليكم السلام, سلام, مرحبا, اهلا, أهلا وسهلا, هلا, صباح الخير, مساء الخير, كيف حالك, كيف الحال, من انت, هاي, هلو',
    'नमस्ते, नमस्कार, प्रणाम, हैलो, हेलो, हाय, सुप्रभात, शुभ संध्या, कैसे हैं, कैसे हो, आप कैसे हैं, आप कैसे हो, क्या हाल है, आप कौन हैं, राम राम, namaste, kaise ho, kaise hain, aap kaise hain',
    'привет, приветствую, приветик, здравствуйте, здравствуй, здрасте, добрый день, доброе утро, добрый вечер, доброго времени суток, доброго дня, как дела, как вы, как поживаете, кто ты, кто вы, ты бот, хай',
  ],
  thanks: [
    'thanks, thank you, thank u, thankyou, thx, tnx, ty, tysm, cheers, much appreciated, appreciate it, i appreciate it, many thanks, thanks a lot, thanks a million, thank you so much, thank you very much',
    'thanks so much, thanks very much, thanks for your help, thanks for the help, thank you for your help, thank you for the help, thanks for your time, thank you for your time, thanks for helping, thank you for helping me, thanks for the info, thank you for the information, thanks for the information',
    'thats all, that is all, that will be all, thatll be all, no more questions, nothing else, you are great, you are the best, good job, well done, great job, good bot',
    'bye, goodbye, good bye, bye bye, see you, see ya, see you later, talk to you later, good night, goodnight, have a nice day, have a good day, have a great day, take care, farewell, ciao',
    'ধন্যবাদ, অনেক ধন্যবাদ, আপনাকে ধন্যবাদ, আপনাকে অনেক ধন্যবাদ, অসংখ্য ধন্যবাদ, থ্যাংক ইউ, থ্যাংকস, থ্যাঙ্ক ইউ, থ্যাঙ্কস, শুকরিয়া, বিদায়, আল্লাহ হাফেজ, খোদা হাফেজ, শুভ রাত্রি, ভালো থাকবেন, আবার দেখা হবে, বাই',
    'dhonnobad, onek dhonnobad, dhanyabad, donnobad, allah hafez, khoda hafez, bhalo thakben, valo thakben, shukria, jazakallah, jazakallah khair',
    'danke, danke schön, dankeschön, vielen dank, herzlichen dank, besten dank, danke sehr, tausend dank, danke dir, danke ihnen, danke für die hilfe, danke für ihre hilfe, tschüss, tschüß, auf wiedersehen, auf wiederhören, bis bald, bis später, schönen tag, schönen tag noch, gute nacht',
    'merci, merci beaucoup, merci bien, merci à vous, mille mercis, je vous remercie, merci pour votre aide, au revoir, à bientôt, à plus, bonne nuit, bonne soirée, adieu',
    'gracias, muchas gracias, mil gracias, muchísimas gracias, gracias por su ayuda, gracias por tu ayuda, te lo agradezco, se lo agradezco, adiós, hasta luego, hasta pronto, hasta mañana, chao, nos vemos, que tenga un buen día',
    'شكرا, شكرا لك, شكرا جزيلا, شكرا لكم, شكرا كثيرا, الف شكر, مشكور, جزاك الله خيرا, مع السلامة, وداعا, الى اللقاء, تصبح على خير, في امان الله',
    'धन्यवाद, बहुत धन्यवाद, बहुत बहुत धन्यवाद, आपका धन्यवाद, शुक्रिया, बहुत शुक्रिया, थैंक यू, थैंक्स, अलविदा, फिर मिलेंगे, शुभ रात्रि, बाय, dhanyavad, dhanyavaad, shukriya, bahut dhanyavad, alvida, phir milenge',
    'спасибо, спасибо большое, большое спасибо, огромное спасибо, спасибо огромное, спс, благодарю, благодарю вас, спасибо вам, спасибо за помощь, до свидания, до встречи, пока, пока пока, всего доброго, всего хорошего, хорошего дня, спокойной ночи',
  ],
  follow_up: [
    'yes, yeah, yep, yup, yes please, ya, no, nope, nah, no thanks, no thank you, ok, okay, okey, k, kk, sure, fine, alright, all right, right, correct, exactly, got it, i see, understood, i understand, i know, great, good, cool, nice, perfect, awesome, excellent, wow, oh, ah, hmm, hm, um, uh, lol, haha, maybe, not really, i think so, of course, please do, go ahead, go on, continue, next, more, tell me more, more info, more information, more details, details, explain, explain more, elaborate, for example, example, such as, like what, really, seriously, are you sure, is that all, is that it, anything else, what else, and, and then, then, then what, now what, so, so what, but, but why, why, why not, why is that, why so, how, how so, how come, how exactly, how long, how much, how many, when, where, who, which, which one, what, what is it, what is that, what is this, whats that, what do you mean, what does that mean, what does it mean, i dont understand, i do not understand, i dont know, i do not know, dont know, again, repeat, repeat that, say that again, come again, pardon, sorry, excuse me, that one, this one, the first, the first one, the second, the second one, the last one, both, all, none, neither, other, others, any other, it, this, that, same, the same, wrong, not that, never mind, nevermind, stop, cancel, back, please, pls, and you',
    'হ্যাঁ, হ্যা, হাঁ, জি, জ্বি, জী, না, জি না, ঠিক আছে, ঠিক, আচ্ছা, ওকে, কেন, কেনো, কি, কী, কিভাবে, কীভাবে, কখন, কোথায়, কে, কত, কোনটা, কোনটি, আর, আরো, আরও, আর কি, আর কী, তারপর, তাহলে, বুঝলাম, বুঝেছি, বুঝিনি, বুঝি নাই, মানে, মানে কি, মানে কী, আবার বলুন, বিস্তারিত, বিস্তারিত বলুন, সত্যি, ভালো',
    'ha, hae, hya, ji, jee, na, thik ache, thik, accha, achha, acha, keno, kivabe, kibhabe, kothay, kokhon, koto, ar, aro, tarpor, bujhlam, bujhini',
    'ja, nein, doch, gut, na gut, klar, genau, richtig, verstanden, verstehe, aha, so, und, und dann, und jetzt, warum, wieso, weshalb, warum nicht, wie, wie viel, wie lange, wann, wo, wer, was, welche, welcher, welches, mehr, mehr dazu, weiter, zum beispiel, wirklich, sicher, noch etwas, was noch, bitte, ja bitte, nein danke, was heißt das, was bedeutet das, ich verstehe nicht, nochmal, noch mal, egal',
    'oui, non, daccord, ok merci, bien, très bien, bon, bien sûr, exactement, je vois, compris, je comprends, et, et alors, et ensuite, et après, pourquoi, pourquoi pas, comment, comment ça, combien, quand, où, qui, quoi, lequel, laquelle, plus, encore, continue, continuez, par exemple, vraiment, autre chose, quoi dautre, sil vous plaît, sil te plaît, oui sil vous plaît, non merci, je ne comprends pas, cest tout',
    'sí, si, no, vale, de acuerdo, bien, muy bien, bueno, claro, exacto, entiendo, entendido, ya veo, y, y luego, y entonces, por qué, porque, y por qué, por qué no, cómo, cuánto, cuántos, cuándo, dónde, quién, qué, cuál, cuáles, más, más información, sigue, continúa, por ejemplo, de verdad, en serio, algo más, qué más, por favor, sí por favor, no gracias, no entiendo, otra vez, repite, eso es todo',
    'نعم, اي, ايوه, لا, حسنا, تمام, طيب, اوكي, ماشي, صحيح, بالضبط, فهمت, لم افهم, لماذا, ليش, ليه, كيف, كم, متى, اين, وين, من, ما هو, ماذا, ايش, شو, اي واحد, و, ثم ماذا, وماذا بعد, المزيد, اكثر, مثلا, حقا, من فضلك, لو سمحت, لا شكرا',
    'हाँ, हां, जी, जी हाँ, जी हां, नहीं, ना, जी नहीं, ठीक है, ठीक, अच्छा, ओके, क्यों, कैसे, कब, कहाँ, कहां, कौन, क्या, कितना, कितने, कौन सा, और, और क्या, फिर, तो, समझ गया, समझ गई, समझ नहीं आया, मतलब, और बताओ, और बताइए, विस्तार से, सच में, कृपया, haan, han, nahi, nahin, theek hai, thik hai, kyun, kyon, kaise, kab, kahan, aur, aur kya',
    'да, нет, неа, ага, угу, ок, окей, хорошо, ладно, понятно, ясно, понял, поняла, точно, верно, конечно, отлично, супер, а, и, и что, и дальше, а дальше, дальше, почему, зачем, а почему, как, как это, как именно, сколько, когда, где, кто, что, какой, какая, какие, который, еще, что еще, подробнее, поподробнее, например, правда, точно ли, пожалуйста, да пожалуйста, нет спасибо, не понимаю, не понял, не поняла, повтори, повторите, все',
  ],
} as const;

/** What may stand between sayings without saying anything. */
export const fillers =
  'there, sir, madam, maam, dear, bot, chatbot, assistant, everyone, everybody, all, team, guys, friend, mate, buddy, bro, man, again, today, so, very, much, well, too, please, pls, a, lot, then, now, oh, ok, okay, yes, no, and, great, perfect, you, im fine, i am fine, fine, good, ' +
  'স্যার, ম্যাডাম, ভাই, আপা, ভাইয়া, আপু, জনাব, আপনাকে, দয়া করে, প্লিজ, ওকে, আচ্ছা, ঠিক আছে, vai, bhai, apu, apa, apnake, herr, frau, alle, zusammen, ihr, schön, sehr, ja, gut, bitte, monsieur, madame, tout le monde, à tous, bien, très, et, señor, señora, amigo, a todos, muy, y, يا, اخي, سيدي, جدا, जी, सर, मैडम, भाई, बहुत, sir ji, ji, всем, вам, большое, очень, вас, и';

/** Words with which a question leans on the one before it. At most so few words may follow that it says nothing without that one. */
export const openers =
  'and, and in, and for, and with, and what about, and how about, what about, how about, but what about, but in, but for, or, or in, or for, also for, also in, what of, und, und in, und für, und mit, und was ist mit, und wie ist es mit, wie ist es mit, was ist mit, oder, et, et en, et pour, et avec, et si, quen est il de, et quen est il de, ou, y, y en, y para, y con, qué hay de, y qué hay de, qué pasa con, o en, و, وفي, وماذا عن, ماذا عن, আর, এবং, আর এর, और, और अगर, а, а в, а для, а если, и в, а что насчет, что насчет, как насчет, ar, aur';
