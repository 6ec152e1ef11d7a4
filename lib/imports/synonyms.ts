import type { ImportField } from '#lib/imports/fields.ts';

/**
 * Names that columns go by, folded as `foldHeader` does: English, German, French, Spanish, Portuguese, Italian, Dutch,
 * the exports of Active Directory, Google, Outlook and LDAP, and public registers. Earlier names win over later ones.
 */
export const synonyms: Record<ImportField, readonly string[]> = {
  employee_id: words(
    'employee id, employeeid, emp id, empid, employee no, employee number, employeenumber, emp no, staff id, staffid, staff no, staff number, personnel number, personnel no, pin, ' +
      'personalnummer, personal nr, mitarbeiternummer, matricule, numero de empleado, id empleado, matricola, personeelsnummer, badge, badge number, bioguide id, bioguide, person id, personid, uid, samaccountname, external id, id, no',
  ),
  full_name: words(
    'full name, fullname, name, employee name, staff name, display name, displayname, cn, common name, contact, contact name, person, nom complet, nombre completo, nome completo, vollstandiger name, volledige naam, naam, nombre, nome',
  ),
  first_name: words(
    'first name, firstname, first, given name, givenname, given, forename, christian name, vorname, prenom, primer nombre, nombre de pila, primeiro nome, voornaam',
  ),
  middle_name: words(
    'middle name, middlename, middle, middle names, additional name, middle initial, initials, zweiter vorname, deuxieme prenom, segundo nombre, secondo nome',
  ),
  last_name: words(
    'last name, lastname, last, surname, family name, familyname, family, sn, nachname, familienname, nom, nom de famille, apellido, apellidos, sobrenome, cognome, achternaam',
  ),
  suffix: words('suffix, name suffix, generation, generation suffix, namenszusatz, suffixe, sufijo'),
  designation: words(
    'designation, title, job title, jobtitle, position, role, job, post, rank, function, occupation, organization title, organization 1 title, funktion, stelle, dienstbezeichnung, position titel, poste, fonction, titre, cargo, puesto, qualifica, ruolo, functie, type, office held',
  ),
  department: words(
    'department, dept, department name, departement, abteilung, service, departamento, dipartimento, reparto, afdeling, unit, organisation unit, organizational unit, organization department, organization 1 department, ou, team, section, body, chamber, branch, office, state, location, organization, organisation, company',
  ),
  division: words(
    'division, div, division name, bereich, geschaftsbereich, direction, division nom, gerencia, divisao, divisione, wing, directorate, business unit, group, party, district, region',
  ),
  email: words(
    'email, e mail, email address, e mail address, emailaddress, mail, work email, email 1 value, e mail 1 value, primary email, business email, official email, userprincipalname, mail address, adresse e mail, courriel, correo, correo electronico, email adresse, e mail adresse, mailadresse, posta elettronica',
  ),
  telephone: words(
    'telephone, phone, telephone number, telephonenumber, phone number, phonenumber, tel, tel no, work phone, business phone, office phone, landline, direct line, direct, phone 1 value, telefon, telefonnummer, telefono, telefone, telefoon, festnetz, voice, capitol phone, contact number, primary phone',
  ),
  pabx: words(
    'pabx, pbx, extension, ext, extn, ext no, extension number, intercom, durchwahl, nebenstelle, poste telephonique, anexo, extension telefonica, ramal, interno, toestel',
  ),
  ip_phone: words('ip phone, ipphone, ip telephone, ip no, ip phone number, voip, sip, softphone, ip telefon'),
  mobile: words(
    'mobile, mobile phone, mobilephone, mobile number, mobile no, cell, cell phone, cellphone, cell number, handy, handynummer, mobil, mobiltelefon, portable, gsm, movil, celular, cellulare, telemovel, mobiel, phone 2 value',
  ),
  group_email: words(
    'group email, groupemail, group mail, team email, shared email, department email, shared mailbox, mailing list, distribution list, gruppen email, sammelpostfach',
  ),
  kind: words('kind, entry kind, entry type'),
  notes: words(
    'notes, note, remarks, remark, comment, comments, info, bemerkung, bemerkungen, notiz, notizen, remarques, notas, observaciones',
  ),
};

function words(list: string): readonly string[] {
  return list.split(', ');
}
