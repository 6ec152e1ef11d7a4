/** A rule that comes with the product: what a refusal looks like in one language. `example` is one it catches. */
export type BuiltInRule = { id: string; language: string; says: string; example: string; pattern: RegExp };

const adverbs =
  '(?:(?:currently|really|actually|unfortunately|just|simply|still|also|yet|sadly|regrettably|honestly|presently|quite|right now|at this time|at the moment) )*';
const speaker =
  '(?:i|we|this (?:assistant|bot|chatbot|system)|the (?:assistant|bot|chatbot|system)|(?:my|our|the) (?:knowledge ?base|database|sources|documents|records|context))';
const start =
  '^(?:(?:but|however|and|well|hmm|oops|(?:i am |we are )?(?:(?:very|so|really|truly) )?(?:sorry|afraid)|(?:my |our )?apologies|i apologi[sz]e|unfortunately|regrettably|sadly|at this time)[,;:.!–—-]*\\s*(?:but |that |for that[,;]? )?)*';
const nouns =
  '(?:information|info|details?|data|answers?|knowledge|access|records?|documents?|documentation|context|ideas?|clue|anything|material|mention|results?|sources?|guidance|specifics|figures?)';
const told = '(?:information|info|details?|data|answers?|topic|subject|question|content|figures?|specifics)';
const find = '(?:find|locate|answer|determine|retrieve|identify|figure out|understand)';
const give =
  '(?:help|assist|provide|give|offer you|share|tell|confirm|access|respond|comment|say|advise|verify|look up|process|fulfil+|complete (?:that|this|your)|discuss|address|speak to|disclose|reveal)';

const english: readonly [id: string, says: string, example: string, pattern: string][] = [
  [
    'no-information',
    'The assistant says that it has no information.',
    'I don’t have enough details on that.',
    `(?:\\b${speaker} ${adverbs}(?:do|does|did) not ${adverbs}(?:have|possess|hold|see|contain|include|mention|cover|specify|provide|address|offer)|${start}(?:do|does) not have) (?:\\S+ ){0,6}?${nouns}\\b|\\b(?:i|we) ${adverbs}do not have (?:(?:that|this|it)\\b|(?:the|an?) (?:exact|specific|precise|current|latest|full|complete|particular)\\b)|\\b(?:i|we) ${adverbs}(?:have|found|see|find) (?:no|nothing)\\b(?! doubt)|\\b(?:i|we) ${adverbs}lack (?:\\S+ ){0,3}?${nouns}\\b`,
  ],
  [
    'do-not-know',
    'The assistant says that it does not know or did not understand.',
    'I’m not sure about that.',
    `\\b(?:i|we) ${adverbs}(?:do|did) not ${adverbs}(?:know|understand|recogni[sz]e|catch|get (?:that|your)|recall)\\b(?! about you)|\\bi am ${adverbs}not ${adverbs}(?:sure|certain|aware|familiar|trained|knowledgeable)\\b|\\b(?:i|we) have no (?:idea|clue|knowledge)\\b|${start}(?:no idea|no clue|(?:i am )?not sure|do not know)\\b`,
  ],
  [
    'unable',
    'The assistant says that it cannot find, answer or help.',
    'I was not able to find an answer.',
    `\\bi (?:(?:am|was|have been|will be) ${adverbs}(?:unable|not ${adverbs}able)|(?:can|could|will|may) ${adverbs}not ${adverbs}(?:be able)?)\\s*(?:to )?${adverbs}(?:${find}|${give})\\b|\\b(?:we|the (?:assistant|bot|chatbot|system)|this (?:assistant|bot|chatbot)) (?:(?:am|are|is|was|were) ${adverbs}(?:unable|not ${adverbs}able) to|(?:can|could) not) ${adverbs}(?:${find}|help you|assist you)\\b|${start}(?:unable to|not able to|(?:can|could) not) (?:${find}|help|assist)\\b|\\bi (?:did|do) not ${adverbs}(?:find|locate|see)\\b`,
  ],
  [
    'nothing-found',
    'The answer says that nothing was found or that the sources do not say.',
    'No matching information was found.',
    `\\bno (?:\\S+ ){0,3}?(?:information|info|results?|answers?|data|documents?|records?|match(?:es)?|content|entries|details?|context|mention)(?: \\S+){0,6}? (?:found|available|located|retrieved|provided|returned)\\b|\\bthere (?:is|are|was|were) (?:no|not any|not enough|insufficient) (?:\\S+ ){0,3}?(?:information|info|details?|data|answers?|mention|results?|context)(?= (?:about|on|for|regarding|in|available|that|to|of|concerning|related|from)\\b|[^\\p{L}]*$)|^(?:no|insufficient|not enough) (?:\\S+ ){0,2}?(?:information|data|results?|answers?|match(?:es)?|context)[^\\p{L}]*$|${start}nothing (?:\\S+ ){0,3}?found\\b|\\b(?:this|that|the|any|your|such) (?:[^\\s,;:]+ ){0,4}?(?:${told}) (?:[^\\s,;:]+ ){0,3}?(?:is|are|was|were|could|can) ${adverbs}not (?:be )?${adverbs}(?:available|found|included|mentioned|covered|provided|present|contained|specified|answered|listed)\\b(?! (?:at|on|for) (?:weekends?|sundays?|holidays?|night))|^(?:but )?(?:it|this|that|these|those|${told}) (?:is|are|was|were) not (?:available|found|covered)\\b|\\b(?:provided|given|available|retrieved|supplied|current|uploaded) (?:context|documents?|knowledge ?base|sources?|text|passages?|materials?|data|information) (?:do|does|did) not (?:contain|include|mention|have|provide|cover|specify|say|state|answer|address|discuss)\\b`,
  ],
  [
    'outside-scope',
    'The assistant says that the question lies outside what it may answer.',
    'That is beyond my expertise.',
    `\\b(?:outside|beyond|out of|not within|not in)(?: of)? (?:my|the|our|this) (?:\\S+ ){0,3}?(?:scope|knowledge|expertise|capabilit|abilit|training|remit|domain|area)|\\bnot something (?:that )?(?:i|we) (?:can|am able to|are able to)\\b|\\b(?:i|we) can only (?:help|answer|assist|respond|discuss)\\b|\\bi am not (?:allowed|permitted|authori[sz]ed|programmed|designed|equipped|in a position) to\\b`,
  ],
  [
    'failure',
    'The assistant reports a fault of its own.',
    'Sorry, something went wrong.',
    `${start}(?:something went wrong|an? (?:unexpected |internal |technical )?(?:error|problem) (?:has )?occurr?ed)|\\b(?:i|we) (?:am|are) (?:currently )?(?:having|experiencing|facing|encountering) (?:some |a )?(?:technical |temporary )?(?:trouble|difficult|issue|problem|error)|\\b(?:i|we) (?:encountered|ran into) an? (?:\\S+ )?(?:error|problem|issue)\\b`,
  ],
];

const edge = '(?![\\p{L}\\p{M}])';
const others: readonly [id: string, language: string, says: string, example: string, pattern: string][] = [
  [
    'bn.no-information',
    'bn',
    'The answer says that there is no information or that none was found.',
    'এ সম্পর্কে কোনো তথ্য পাওয়া যায়নি।',
    '(?:তথ্য|উত্তর|ধারণা|ডেটা|ডাটা|নথি|রেকর্ড|ফলাফল|বিবরণ|কিছু|জবাব).{0,40}(?:নেই|নাই|পাইনি|পাই নি|পাচ্ছি না|পেলাম না|পাওয়া যায় ?নি|পাওয়া গেল না|পাওয়া যাচ্ছে না|মেলেনি|জানা নেই)' +
      edge,
  ],
  [
    'bn.do-not-know',
    'bn',
    'The assistant says that it does not know or did not understand.',
    'আমি বিষয়টি জানি না।',
    `(?:^|আমি|আমরা|আমার|আমাদের).{0,50}(?:জানি না|জানা নেই|জানা নাই|নিশ্চিত নই|অবগত নই|বুঝতে পারি ?নি|বুঝতে পারছি না|বুঝি ?নি)${edge}`,
  ],
  [
    'bn.unable',
    'bn',
    'The assistant says that it cannot find, answer or help.',
    'আমি এই প্রশ্নের উত্তর দিতে পারছি না।',
    '(?:উত্তর|তথ্য|জবাব|সাহায্য|সহায়তা|সহযোগিতা|খুঁজে|বলতে|জানাতে).{0,40}(?:পারছি না|পারি না|পারি ?নি|পারব না|পারবো না|পারলাম না|পারছে না|সক্ষম নই|অপারগ|অক্ষম|সম্ভব নয়|সম্ভব হচ্ছে না|সম্ভব হলো না)' +
      edge,
  ],
  [
    'hi.refusal',
    'hi',
    'No information, not known, or cannot help.',
    'मुझे इस बारे में कोई जानकारी नहीं है।',
    '(?:जानकारी|उत्तर|जवाब|सूचना|डेटा|परिणाम).{0,40}(?:नहीं है|नहीं हैं|नहीं मिल|उपलब्ध नहीं|नहीं दे सक|नहीं पा)|(?:मुझे|मैं|हमें|हम).{0,40}(?:नहीं पता|पता नहीं|नहीं जानत|मदद नहीं कर|असमर्थ)',
  ],
  [
    'es.refusal',
    'es',
    'No information, not known, or cannot help.',
    'Lo siento, no tengo información sobre eso.',
    '(?:^|[,;] ?|\\b(?:que|yo|pero) )no (?:tengo|dispongo de|cuento con|poseo|encontré|he encontrado|encuentro|pude encontrar|he podido encontrar|se encontró|se encontraron|hay|existe) (?:\\S+ ){0,4}?(?:información|respuesta|datos|resultados|detalles|acceso|nada)|(?:^|[,;] ?|\\b(?:que|yo|pero) )no (?:lo sé|sé\\b(?! olvid)|estoy segur[oa]|puedo (?:ayudar|responder|contestar|proporcionar|encontrar|darte|darle)|entiendo)|\\bno me es posible (?:responder|ayudar)|\\bfuera de mi (?:alcance|ámbito)',
  ],
  [
    'fr.refusal',
    'fr',
    'No information, not known, or cannot help.',
    'Je n’ai pas d’information à ce sujet.',
    "\\bje (?:n'ai|ne dispose|ne possède)(?: malheureusement)? (?:pas|aucune?) (?:\\S+ ){0,3}?(?:d'|de |l')?(?:informations?|réponses?|données|détails?|accès|éléments?)|\\bje ne (?:sais|connais) pas|\\bje n'ai (?:pas|rien) (?:pu )?trouvé?|\\bje ne (?:peux|suis pas en mesure|parviens) (?:pas |de |d')*(?:vous )?(?:aider|répondre|fournir|trouver|donner)|\\bje ne suis pas (?:sûre?|certaine?|en mesure)|\\baucune? (?:information|réponse|donnée|résultat)s? (?:\\S+ ){0,3}?(?:trouvé|disponible)|\\bje ne comprends pas",
  ],
  [
    'de.refusal',
    'de',
    'No information, not known, or cannot help.',
    'Dazu liegen mir keine Informationen vor.',
    '\\b(?:ich habe|habe ich|wir haben|haben wir|liegen (?:mir|uns)|mir liegen|ich finde|konnte ich|ich konnte|es gibt|gibt es) (?:\\S+ ){0,4}?(?:keine|nichts)(?: \\S+){0,3}? ?(?:informationen|angaben|daten|antwort|auskunft|hinweise|ergebnisse|zugriff|finden|gefunden)|\\b(?:das )?wei(?:ß|ss) ich (?:leider )?nicht|\\bich wei(?:ß|ss) (?:es |das |leider )*nicht|\\bich kann (?:\\S+ ){0,6}?(?:nicht|keine)(?: \\S+){0,3}? ?(?:helfen|beantworten|weiterhelfen|finden|geben|sagen)|\\b(?:kann|konnte) ich (?:\\S+ ){0,5}?(?:nicht|nichts|keine)(?: \\S+){0,3}? ?(?:helfen|beantworten|finden|geben|sagen)|\\bich bin (?:mir )?nicht sicher|\\bkeine (?:\\S+ )?(?:informationen|ergebnisse|angaben|daten) (?:\\S+ ){0,3}?(?:gefunden|verfügbar|vorhanden)',
  ],
  [
    'pt.refusal',
    'pt',
    'No information, not known, or cannot help.',
    'Não tenho informações sobre isso.',
    '(?:^|[,;] ?|\\b(?:eu|que|mas) )não (?:tenho|possuo|disponho de|encontrei|consegui encontrar|foi encontrad[oa]|foram encontrad[oa]s|há|existe) (?:\\S+ ){0,4}?(?:informaç(?:ão|ões)|resposta|dados|resultados|detalhes|acesso|nada)|(?:^|[,;] ?|\\b(?:eu|que|mas) )não (?:sei\\b|tenho certeza|posso (?:ajudar|responder|fornecer)|consigo (?:ajudar|responder|encontrar|fornecer)|entendi)',
  ],
  [
    'id.refusal',
    'id',
    'No information, not known, or cannot help.',
    'Maaf, saya tidak memiliki informasi tentang itu.',
    '\\b(?:saya|kami) (?:tidak|belum|tak) (?:memiliki|punya|mempunyai|menemukan|dapat menemukan|bisa menemukan) (?:\\S+ ){0,3}?(?:informasi|jawaban|data|akses|hasil)|\\bsaya (?:tidak|kurang) (?:tahu|yakin|mengerti|mengetahui|dapat (?:membantu|menjawab|memberikan)|bisa (?:membantu|menjawab|memberikan))|\\b(?:informasi|jawaban|data) (?:\\S+ ){0,4}?tidak (?:ditemukan|tersedia)|\\btidak ada informasi',
  ],
  [
    'ar.refusal',
    'ar',
    'No information, not known, or cannot help.',
    'عذرًا، ليس لدي معلومات حول ذلك.',
    '(?:ليس لدي|ليست لدي|لا أملك|لا تتوفر لدي|لا توجد لدي|لا يوجد لدي|لم أجد|لم أتمكن من العثور|لا توجد).{0,30}(?:معلومات|إجابة|جواب|بيانات|نتائج)|لا أعرف|لا أعلم|لست متأكد|لا (?:أستطيع|يمكنني).{0,20}(?:المساعدة|مساعدتك|الإجابة|تقديم|العثور)',
  ],
  [
    'zh.refusal',
    'zh',
    'No information, not known, or cannot help.',
    '抱歉，我没有找到相关信息。',
    '(?:我|我们|知识库(?:中)?|系统)?(?:没有|未能|未|无法|没能|暂无)(?:找到|查到|检索到|获取|提供)?.{0,12}(?:信息|资料|答案|内容|结果|数据)(?!费)|我(?:也)?(?:不知道|不清楚|不确定|不太清楚)|我?(?:无法|不能)(?:为您|帮您|给您)?(?:回答|解答|提供|帮助)',
  ],
];

/** Every rule that comes with the product, by language; `en` is English, the codes are ISO 639-1. */
export const builtInRules: readonly BuiltInRule[] = [
  ...english.map(([id, says, example, pattern]) => ({
    id: `en.${id}`,
    language: 'en',
    says,
    example,
    pattern: new RegExp(pattern, 'u'),
  })),
  ...others.map(([id, language, says, example, pattern]) => ({
    id,
    language,
    says,
    example,
    pattern: new RegExp(pattern.normalize('NFKC'), 'u'),
  })),
];
