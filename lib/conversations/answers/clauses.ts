import { expandContractions, foldLines } from './fold.ts';

/** The first characters of an answer say whether it is one; what comes later is not looked at. */
const LOOKED_AT = 4_000;

const wholeQuote = /^["'](.*)["']$/su;
const quoted =
  /"[^"\n]{0,400}"|(?<![\p{L}\p{N}])'[^'\n]{0,200}(?:(?<=\p{L})'(?=\p{L})[^'\n]{0,200}){0,4}'(?![\p{L}\p{N}])/gu;
const references = /\n[#* ]*(?:references|sources|citations)\b[^\n]*(?:\n.*)?$/su;
const sentenceEnd = /(?<=[!?।。！？؟۔])\s*|(?<=\.)\s+|\n\s*\n\s*|\n(?=\s*(?:[-•|]|\d+[.)]))/gu;
const contrast =
  /(?:[,;:–—-]+\s*|\s)(?=(?:but|however|nevertheless|instead|that said|here (?:is|are)|তবে|কিন্তু|pero|sin embargo|mais|cependant|aber|jedoch|allerdings|mas|porém|लेकिन|किन्तु|परंतु|namun|tetapi|tapi|ولكن|لكن)(?![\p{L}\p{M}]))|[,，;；]\s*(?=但|不过)/gu;
const concession =
  /^(?:although|though|while|even though|whilst|যদিও|aunque|bien que|obwohl|embora|यद्यपि|meskipun)(?![\p{L}\p{M}])[^,]*,\s*/u;

/**
 * An answer as a list of clauses in their order, folded and with contractions written out. What is quoted, the list of
 * sources, questions and conditions say nothing about the answer itself and are left out or marked as asides.
 */
export function clausesOf(answer: string): string[] {
  const folded = foldLines(answer.slice(0, LOOKED_AT)).replaceAll(/[*_#>]+/gu, '');
  const bare = folded.trim().replace(wholeQuote, (whole, inner: string) => (/["]/u.test(inner) ? whole : inner));
  const text = expandContractions(bare.replace(references, '').replaceAll(quoted, ' … '));
  return text
    .split(sentenceEnd)
    .flatMap((sentence) => splitConcession(sentence.replaceAll(/\s+/gu, ' ').trim()))
    .flatMap((sentence) => sentence.split(contrast))
    .map((clause) => clause.replace(/^(?:[-•\d.)\s]+)(?=\p{L})/u, '').trim())
    .filter((clause) => /\p{L}/u.test(clause));
}

function splitConcession(sentence: string): string[] {
  const found = concession.exec(sentence)?.[0];
  return found === undefined ? [sentence] : [found, sentence.slice(found.length)];
}

const question = /[?？؟]$/u;
const condition =
  /^(?:(?:but|however|and),? )?(?:if|when|whenever|in case|should|unless|once|যদি|si|wenn|falls|se|अगर|यदि|jika|kalau|إذا|如果|若)(?![\p{L}\p{M}])/u;

/** Whether a clause only asks or supposes: "Not sure which card suits you?", "If you cannot find it, …". */
export function isAside(clause: string): boolean {
  return question.test(clause) || condition.test(clause);
}

const fillers: readonly RegExp[] = [
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|thanks?|thank you|great question|good question|sure|of course|certainly|okay|ok|welcome|as an? (?:ai|assistant|language))\b/u,
  /^(?:(?:i am|we are) )?(?:(?:very|so|really|truly|deeply) )?(?:sorry|afraid|apologi[sz]e|unfortunately|regret)|^(?:i |we |my |our )?(?:sincere(?:ly)? )?apolog/u,
  /\b(?:contact|visit|call|email|e-mail|reach out|refer to|consult|get in touch|check (?:with|out|the|our|their|on|back)|ask (?:a|an|your|our|the)|speak (?:to|with)|talk to|customer (?:service|support|care)|help ?(?:line|desk)|hotline|nearest branch|official (?:web ?site|channel|source)s?|hr department)\b/u,
  /\b(?:let me know|feel free|anything else|any other question|rephras|more (?:details|context|information|specific)|try again|another question|different(?:ly)? question|please (?:provide|try|clarify|specify|ask|upload|share)|could you|can you|would you like|happy to help|here to help|hope (?:this|that)|understanding|patience|inconvenience)\b/u,
  /\b(?:i|we) (?:can|will|would|am able to|are able to|could) (?:only |gladly |still |try to |be happy to |be glad to )*(?:help|assist|answer|pass|forward|note|connect|transfer|look)\b/u,
  /\b(?:context|documents?|knowledge ?base|sources?|passages?|excerpts?|data|materials?|information (?:i have|available|provided))\b.{0,30}\b(?:only|covers?|focus(?:es)?|discuss(?:es)?|limited|relates?|about|mentions?)\b|\bmy (?:knowledge|training|scope)\b/u,
  /^you (?:asked|are asking|want(?:ed)? to know)\b/u,
  /^(?:দুঃখিত|ধন্যবাদ|হ্যালো|নমস্কার|আসসালামু|ক্ষমা|মাফ|জি|জ্বি|প্রিয়)|যোগাযোগ|হেল্পলাইন|ওয়েবসাইট|কল কর|আবার চেষ্টা|জিজ্ঞাসা কর|শাখায়|বিস্তারিত বল|সাহায্য করতে পার/u,
  /^(?:lo siento|hola|gracias|disculp|perdón|désolée?|je suis désolée?|bonjour|merci|es tut mir|entschuldig|leider|hallo|danke|desculp|olá|obrigad|sinto muito|lamento|क्षमा|माफ|नमस्ते|धन्यवाद|खेद|maaf|mohon maaf|halo|terima kasih|عذر|آسف|نأسف|مرحبا|شكرا|抱歉|对不起|很抱歉|您好|你好|非常抱歉)/u,
  /contact|consult[ae]|visit[ae]|kontakt|wenden sie|besuchen|webs[ie]|संपर्क|हेल्पलाइन|वेबसाइट|hubungi|kunjungi|situs|اتصل|التواصل|زيارة|موقع|联系|咨询|官网|客服|拨打|访问/u,
];

/** Whether a clause tells something: neither greeting, apology, referral to somebody else nor offer to go on. */
export function isSubstance(clause: string): boolean {
  const plain = clause.replace(/^(?:but|however|nevertheless|instead|that said|তবে|কিন্তু)[,\s]+/u, '');
  const words = plain.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}']*/gu) ?? [];
  const isLong = words.length >= 3 || /\p{Script=Han}{6}/u.test(plain);
  return isLong && !question.test(plain) && !fillers.some((filler) => filler.test(plain));
}
