// Headings as products and people write them, with what they mean. A heading is compared without case, accents, and marks, so
// `First Name`, `FIRST_NAME`, `FirstName` and `first-name:` are one.
import { fold } from '../base/fold.ts';

/** Of letters and digits only; words that are joined by capitals are words. */
export function headingKey(heading: string): string {
  const words = heading.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return fold(words)
    .replace(/[^\p{L}\p{N}#?]+/gu, ' ')
    .trim();
}

interface Meaning {
  readonly target: string;
  /** Of a contact point or an address. */
  readonly type?: string;
}

/** Target, and after a colon the headings that mean it, separated by commas. `target(Type)` names a type. */
const HEADINGS = `
first_name: first name, firstname, fname, given name, forename, first, donor first name, contact first name, cn bio first name, billing first name, vorname, prenom, nombre, nome, fornamn, voornaam
middle_name: middle name, middlename, middle, second name, middle initial, middle i, mname, additional name, cn bio middle name, zweiter vorname, deuxieme prenom, segundo nombre
last_name: last name, lastname, lname, surname, family name, last, donor last name, contact last name, cn bio last name, billing last name, nachname, familienname, nom de famille, nom, apellido, apellidos, cognome, efternamn, achternaam
full_name: full name, name, whole name, display name, donor name, contact name, constituent name, contributor name, nombre completo, nom complet, vollstandiger name
last_first: last first, payroll name, sort name, name last first
prefix: prefix, name prefix, salutation prefix, individual prefix, honorific, cn bio title 1, contact1 salutation, anrede, civilite
suffix: suffix, name suffix, individual suffix
nick_name: nick name, nickname, preferred name, preferred first name, known as, rufname, surnom, apodo
maiden_name: maiden name, birth name, previous surname, former name, geburtsname, nom de jeune fille
salutation: salutation, informal greeting, cn adr sal salutation, informal name
addressee: addressee, envelope name, mailing name, cn adr sal addressee
alt_salutation: alt salutation, alternate salutation
alt_addressee: alt addressee, alternate addressee
annual_report_name: annual report name
spouse_name: spouse name, spouse, partner name, spouse full name
spouse_nick_name: spouse nick name
org_name: organization name, organization, organisation, organisation name, org name, company, company name, employer, donor employer, cn bio org name, legal name, organization 1 name, firma, unternehmen, societe, entreprise, empresa, organizacion
job_title: job title, position title, business title, organization title, organization 1 title, berufsbezeichnung, fonction, puesto, cargo
occupation: occupation, profession, donor occupation, beruf
gender: gender, sex, cn bio gender, geschlecht, sexe, genero
birth_date: birth date, birthdate, birthday, date of birth, dob, born, born on, cn bio birth date, geburtsdatum, geburtstag, date de naissance, fecha de nacimiento, contact1 birthdate
deceased_date: deceased date, date of death, death date, sterbedatum
is_deceased: deceased, deceased?, is deceased, is deceased?, verstorben
is_anon: anonymous, is anonymous, anonymous?
is_org: is organization, org rec, is org
active: is active, is active?
accepts_email: accept email, accepts email, email opt in
accepts_postal_mail: accept mail, accepts mail, accept postal mail
id: kith id, kith constituent id
external_id:lgl: lgl constituent id
external_id:luminate: cons id, luminate cons id
external_id:raisers_edge: cn bio id, cn bio system id, raisers edge id, re id
external_id:bloomerang: bloomerang account number
external_id:donorperfect: donor id
external_id:civicrm: internal contact id, civicrm contact id
external_id:hr: employee id, employee number, employee num, employee #, emp id, employee no, staff id, personalnummer, matricule
external_id:member: member id, member number, membership number, mitgliedsnummer, numero de adherent
external_id:external: external identifier, external id, external constituent id
email: email, e mail, email address, e mail address, emailaddress, mail, emails, primary email, preferred email, pref email, donor email, contact email, cn adr prf email, email 1, e mail 1 value, email 1 value, email address 1, from email address, correo electronico, correo, courriel, adresse e mail, e mail adresse, emailadresse, mailadresse, epost
email(Work): work email, business email, office email, work e mail, contact1 work email
email(Home): home email, personal email, home e mail, contact1 personal email
email_2: email 2, e mail 2 address, e mail 2 value, email 2 value, second email, secondary email, alternate email, email address 2
email_3: email 3, e mail 3 address, e mail 3 value, email 3 value, email address 3
phone: phone, phone number, telephone, telephone number, tel, primary phone, preferred phone, pref phone, donor phone, contact phone number, contact phone, phone 1 value, phone 1, phonenumber, telefon, telefonnummer, telephone fixe, telefono, telefoon
phone(Mobile): mobile, mobile phone, mobile number, mobile phone number, cell, cell phone, cellphone, cell number, handy, handynummer, mobiltelefon, portable, telephone portable, movil, sms
phone(Home): home phone, home phone number, phone home, telefon privat, telephone domicile
phone(Work): work phone, business phone, work phone number, office phone, phone work, company main phone, telefon geschaftlich
phone(Fax): fax, fax phone, home fax, business fax, fax number
phone_2: phone 2, phone 2 value, home phone 2, other phone, alternate phone, secondary phone
phone_3: phone 3, phone 3 value, business phone 2
website: website, web page, web site, url, homepage, website url, website 1 value, webseite
house_number: house number, street number, housenumber, street no, hausnummer, hausnr, numero de rue
street: street, street address, address, address 1, address line 1, address1, addr1, addr 1, street 1, street1, address street 1, address street, mailing address, mailing street, pref street, donor addr1, donor addr 1, donor address, address 1 street, cn adr prf addrline1, cn adr prf addrline 1, strasse, anschrift, adresse, rue, direccion, calle, indirizzo
street(Home): home street, home street 1, home street1, home address 1, home address, residential street address, home address street
street(Work): work street, business street, work address, business address, business address 1
street_line_2: address 2, address line 2, address2, addr2, addr 2, street 2, street2, address street 2, donor addr2, donor addr 2, home street 2, home street2, home address 2, residential address line2, residential address line 2, supplemental address 1, address line 2 district neighborhood, address line 2 district, complement d adresse
street_line_3: address 3, address line 3, street 3, home street 3, supplemental address 2
city: city, town, town city, suburb, locality, address city, mailing city, pref city, donor city, address 1 city, home city, residential suburb, cn adr prf city, ort, stadt, wohnort, ville, ciudad, citta, stad
state: state, province, region, state province, address state, address state province, mailing state, pref state province, pref state, donor state, address 1 region, home state, home state province, home stateprov, residential state, state province region county territory prefecture republic, cn adr prf state, bundesland, provincia, estado
postal_code: zip, zip code, zipcode, postcode, post code, postal code, zip postal code, postal code zip, address zip postal code, mailing zip, pref zip postal code, donor zip, address 1 postal code, home zip, home postal code, home zip postal code, residential post code, cn adr prf zip, plz, postleitzahl, code postal, codigo postal, cap
county: county, landkreis
country: country, address country, mailing country, pref country, donor country, address 1 country, home country, residential country, country name, land, pays, pais
city_state_postal_code: csz, city state zip, addr l5, city st zip
groups: groups, group, group membership, labels, group names, gruppen, groupes, grupos
`;

/** Words that are known and say nothing of a person's record here: they are left out without asking. */
export const LEFT_OUT: ReadonlySet<string> = new Set(
  `reserved, optin time, optin ip, confirm time, confirm ip, latitude, longitude, gmtoff, dstoff, timezone, time zone, cc, last changed,
   leid, euid, member rating, photo, image url, contact hash, order #, order date, quantity, ticket type, attendee #, receipt id, lineitem id,
   payment id, disbursement id, transaction id, currency, fee, net, gross, card type, created utc, delinquent, total spend, payment count`
    .split(',')
    .map((heading) => heading.trim()),
);

function parse(text: string): Map<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  for (const line of text.trim().split('\n')) {
    const [, target = '', type, headings = ''] = /^([\w:]+?)(?:\((\w+)\))?: (.*)$/.exec(line) ?? [];
    for (const heading of headings.split(',')) meanings.set(heading.trim(), { target, ...(type && { type }) });
  }
  return meanings;
}

export const KNOWN_HEADINGS: ReadonlyMap<string, Meaning> = parse(HEADINGS);
