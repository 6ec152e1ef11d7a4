const words = (list: string) => list.split(' ');

/** What asks for a person or how to reach one. A person may be asked for without any of them; then no entry is offered. */
const asks = new Set([
  ...words('who whom whose phone telephone mobile hotline helpline extension pabx contact email e-mail'),
  ...words('wer wem wessen telefonnummer durchwahl ansprechpartner qui téléphone quién quien teléfono'),
  ...words('কে কার কাকে নম্বর ফোন कौन किसका नंबर फोन'),
]);
const asksTogether =
  /\b(?:(?:which|what)(?: is| are)?(?: the)? (?:number|person|manager|officer)|number (?:of|for)|in charge|responsible for|speak (?:to|with)|reach)\b/i;

/** Words that name nobody, left out of the search. A hotline may be an entry of that name. */
const idle = new Set([
  ...words(
    'who whom whose is are the a an of for to in on at do does did can could i we you me my our your how what which should would there please tell give get have need want',
  ),
  ...words(
    'phone telephone mobile number numbers contact call email e-mail address extension pabx reach speak talk with person responsible charge wer ist die der das qui est le la les quién es',
  ),
  ...words('কে কার কাকে নম্বর ফোন कौन किसका नंबर फोन है'),
]);

/** What to look for in the phonebook when a question asks who somebody is or at which number; null when it asks for neither. */
export function personQuery(question: string): string | null {
  const said = question.toLowerCase().match(/[\p{L}\p{M}\p{N}@.'’-]+/gu) ?? [];
  const bare = said.map((word) => word.replaceAll(/^[.'’-]+|[.'’-]+$/g, ''));
  if (!bare.some((word) => asks.has(word)) && !asksTogether.test(question)) return null;
  const left = bare.filter((word) => word !== '' && !idle.has(word));
  return left.length === 0 ? null : left.join(' ');
}
