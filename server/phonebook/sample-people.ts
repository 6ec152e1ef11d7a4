import 'server-only';

/** Invented people of an invented organisation, in six scripts. Numbers are of ranges kept free for fiction. */
export const samplePeople = [
  person(1, 'Amelia Hartwell', 'Managing Director', 'Executive Office', 'Head Office', '0100'),
  person(2, 'Md. Rafiqul Islam', 'Deputy Managing Director', 'Executive Office', 'Head Office', '0101'),
  person(3, 'Nusrat Jahan Chowdhury', 'Head of Cards', 'Cards', 'Retail', '0102'),
  person(4, 'Zahangir Alam', 'Senior Officer', 'Cards', 'Retail', '0103'),
  person(5, 'Siobhán O’Brien', 'Manager', 'Customer Service', 'Retail', '0104'),
  person(6, 'José Núñez Álvarez', 'Officer', 'Customer Service', 'Retail', '0105'),
  person(7, 'Anne-Marie Lefèvre', 'Head of Treasury', 'Treasury', 'Finance', '0106'),
  person(8, 'Søren Østergaard', 'Dealer', 'Treasury', 'Finance', '0107'),
  person(9, 'Priya Raghunathan', 'Chief Accountant', 'Accounts', 'Finance', '0108'),
  person(10, 'William Banks', 'Accountant', 'Accounts', 'Finance', '0109'),
  person(11, 'Chinwe Okafor', 'Head of Technology', 'Information Technology', 'Operations', '0110'),
  person(12, 'Jun Tanaka', 'Network Engineer', 'Information Technology', 'Operations', '0111'),
  person(13, 'Ольга Петровна Соколова', 'Database Administrator', 'Information Technology', 'Operations', '0112'),
  person(14, 'ফারহানা ইয়াসমিন', 'Senior Officer', 'Human Resources', 'Administration', '0113'),
  person(15, 'محمد الحسيني', 'Head of Security', 'Security', 'Administration', '0114'),
  person(16, 'Γεωργία Παπαδοπούλου', 'Legal Counsel', 'Legal', 'Administration', '0115'),
  person(17, '山田 花子', 'Translator', 'Communications', 'Administration', '0116'),
  person(18, 'A.K.M. Fazlul Haque', 'Company Secretary', 'Legal', 'Administration', '0117'),
  line(19, 'Service desk', 'service', 'Information Technology', 'Operations', '0150'),
  line(20, 'Card loss line, day and night', 'service', 'Cards', 'Retail', '0151'),
  line(21, 'Front desk', 'service', 'Administration', 'Administration', '0152'),
  line(22, 'Board room', 'room', 'Executive Office', 'Head Office', '0170'),
  line(23, 'Meeting room 3', 'room', 'Administration', 'Administration', '0171'),
];

function person(id: number, name: string, designation: string, department: string, division: string, last: string) {
  return {
    ...line(id, name, 'person', department, division, last),
    designation,
    email: `sample.${id}@example.org`,
    mobile: `202-555-${String(Number(last) + 20).padStart(4, '0')}`,
    group_email: `${department.toLowerCase().replaceAll(' ', '-')}@example.org`,
  };
}

function line(id: number, name: string, kind: string, department: string, division: string, last: string) {
  return {
    employee_id: `S-${String(id).padStart(3, '0')}`,
    full_name: name,
    department,
    division,
    telephone: `202-555-${last}`,
    pabx: String(4000 + id),
    kind,
  };
}
