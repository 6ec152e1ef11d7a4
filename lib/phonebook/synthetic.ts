import { pick, randomOf } from '#lib/random.ts';

/** An invented person of the seed, the same for the same number on every machine. */
export type SyntheticContact = {
  employee_id: string;
  full_name: string;
  designation: string;
  department: string;
  division: string;
  email: string;
  telephone: string;
  pabx: string;
  mobile: string;
  kind: 'person' | 'service' | 'room';
};

type Script = { syllables: readonly string[]; given: readonly string[]; capital: boolean };

const list = (text: string) => text.split(' ');

const latin: Script = {
  syllables: list(
    'ba be bo da do el fa fer ga gan har hu is ja ka kar ku la le lin lo ma mar mi mo mu na ne no pa per qui ra rah ri ro sa sen sha si so ta tar to u va ver vi wa we yo za zi man ler son ton',
  ),
  given: list(
    'Amelia Ana Anna Arif Aysha Carlos Carmen Chinwe David Elena Emma Farhana Fatima George Hana Ines Ismail Jahan James Jamal Jane Jun Karim Laura Lena Li Luis Maria Md. Mei Mohammad Nadia Nasrin Nina Noor Omar Paul Peter Priya Rafiq Rahim Rob Rosa Ruth Salma Samir Sara Siobhán Tania Tomás Wei William Yasmin Zahid Zoë',
  ),
  capital: true,
};
const bengali: Script = {
  syllables: list('কা খা গা চা জা টা ডা তা দা না পা ফা বা মা রা লা সা হা কি মি রি লি নি সি কু মু রু লু নূর হোর রহ মান ইসলা'),
  given: list('আব্দুল করিম ফারহানা নুসরাত রফিক সালমা তানিয়া জাহিদ নাসরিন মাহমুদ'),
  capital: false,
};
const cyrillic: Script = {
  syllables: list(
    'ба бе во га гра до же за ки ко ла ли ма ми мо на не но ов па пе ро са се со ста та ти фе хо че ша ев ин ский',
  ),
  given: list('Ольга Иван Мария Пётр Анна Сергей Елена Дмитрий Наталья Алексей'),
  capital: true,
};
const arabic: Script = {
  syllables: list('با تا جا حا دا را سا شا صا عا فا قا كا لا ما نا ها وا بي تي دي ري سي لي مي ني بو رو مو نو ين ان'),
  given: list('محمد أحمد فاطمة علي حسن مريم يوسف ليلى عمر نور'),
  capital: false,
};
const greek: Script = {
  syllables: list('βα γα δη ζω θε κα λα μα νι ξε πα ρο σα τα φι χα ψη μο νο πο ρη στα δο κη λου που ιδης ακης'),
  given: list('Γεωργία Νίκος Ελένη Κώστας Μαρία Γιάννης Σοφία Πέτρος'),
  capital: true,
};

const designations = list('Officer Manager Clerk Analyst Engineer Accountant Auditor Adviser Assistant Representative');
const ranks = ['', 'Senior ', 'Junior ', 'Deputy ', 'Chief ', 'Acting '];
const fields = list(
  'Cards Treasury Accounts Audit Legal Security Facilities Marketing Procurement Research Payroll Training Claims Loans Retail Data Networks Planning Quality Travel',
);
const units = ['Operations', 'Services', 'Support', 'Office', 'Centre'];
const divisions = list('North South East West Central Coast Highlands Capital');

/** The invented contact number `position`, from 1 on. About one in 150 is a service line or a room. */
export function syntheticContact(position: number): SyntheticContact {
  const random = randomOf(position);
  const kind = kindOf(random());
  const department = `${pick(fields, random())} ${pick(units, random())}`;
  const number = String(position).padStart(8, '0');
  return {
    employee_id: `X-${number.slice(1)}`,
    full_name: kind === 'person' ? nameOf(random) : `${department} ${kind === 'room' ? 'room' : 'line'} ${position}`,
    designation: kind === 'person' ? `${pick(ranks, random())}${pick(designations, random())}` : '',
    department,
    division: pick(divisions, random()),
    email: `x${position}@example.org`,
    telephone: `+1 202 ${number.slice(1, 4)} ${number.slice(4)}`,
    pabx: String(1000 + Math.floor(random() * 9000)),
    mobile: kind === 'person' ? `+1 305 ${number.slice(1, 4)} ${number.slice(4)}` : '',
    kind,
  };
}

function kindOf(chance: number): SyntheticContact['kind'] {
  if (chance < 0.003) return 'room';
  return chance < 0.007 ? 'service' : 'person';
}

function nameOf(random: () => number): string {
  const script = scriptOf(random());
  const parts = [pick(script.given, random()), surnameOf(script, random)];
  if (random() < 0.25) parts.splice(1, 0, surnameOf(script, random));
  return parts.join(' ');
}

function scriptOf(chance: number): Script {
  if (chance < 0.7) return latin;
  if (chance < 0.8) return bengali;
  if (chance < 0.88) return cyrillic;
  return chance < 0.95 ? arabic : greek;
}

/** Half of all bear one of some hundred surnames, the others one of a few hundred thousand, as names are spread in life. */
function surnameOf(script: Script, random: () => number): string {
  const isCommon = random() < 0.5;
  const syllables = isCommon ? 2 : 3 + Math.floor(random() * 2);
  const pool = isCommon ? script.syllables.slice(0, 20) : script.syllables;
  const word = Array.from({ length: syllables }, () => pick(pool, random())).join('');
  return script.capital ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
