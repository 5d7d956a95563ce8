// The headings of products, as their exports have them: a column is right, or asked about, never wrong (docs/import.md).
import { describe, expect, test } from 'vitest';
import { guessMapping } from '../src/core/transfer/guess-mapping.ts';

/** Headings, and after `=` what each is to be; `?`: a person is to say; `-`: it is left out. */
const PRODUCTS: Readonly<Record<string, string>> = {
  'Little Green Light, report':
    'LGl Constituent ID=external_id:lgl|Constituent Type=?|First Name=first_name|Last Name=last_name|Full Name=full_name|Organization Name=org_name|Preferred Email=email|Pref. Phone=phone|Pref. Street=street|Pref. City=city|Pref. State/Province=state|Pref. Zip/Postal Code=postal_code|Pref. Country=country|Total Given=?|Email 2=email_2|Email 3=email_3|Employee=?',
  'Little Green Light, archive':
    'LGL Constituent ID=external_id:lgl|Prefix=prefix|First Name=first_name|Middle Name=middle_name|Last Name=last_name|Suffix=suffix|Nick Name=nick_name|Org Name=org_name|Job Title=job_title|Deceased?=is_deceased|Spouse Name=spouse_name|Spouse Nick Name=spouse_nick_name|Salutation=salutation|Addressee=addressee|Alt. Salutation=alt_salutation|Alt. Addressee=alt_addressee|Annual Report Name=annual_report_name|Groups=groups',
  'Luminate Online':
    'CONS_ID=external_id:luminate|MEMBER_ID=external_id:member|PRIMARY_EMAIL=email|FIRST_NAME=first_name|LAST_NAME=last_name|HOME_STREET1=street|HOME_STATEPROV=state|HOME_ZIP=postal_code',
  "Raiser's Edge":
    'CnBio_ID=external_id:raisers_edge|CnBio_First_Name=first_name|CnBio_Middle_Name=middle_name|CnBio_Last_Name=last_name|CnBio_Org_Name=org_name|CnBio_Birth_date=birth_date|CnBio_Gender=gender|CnAdrPrf_Addrline1=street|CnAdrPrf_City=city|CnAdrPrf_State=state|CnAdrPrf_ZIP=postal_code|CnAdrSal_Addressee=addressee|CnAdrSal_Salutation=salutation|CnBio_Constit_Code=?',
  Bloomerang:
    'Account Number=?|Account Status=?|First Name=first_name|Middle Name=middle_name|Last Name=last_name|Birthdate=birth_date|Gender=gender|Job Title=job_title|Envelope Name=addressee|Employer=org_name',
  DonorPerfect:
    'donor_id=external_id:donorperfect|first_name=first_name|last_name=last_name|middle_name=middle_name|suffix=suffix|title=?|salutation=salutation|address=street|address2=street_line_2|city=city|state=state|zip=postal_code|country=country|home_phone=phone|business_phone=phone_2|fax_phone=phone_3|mobile_phone=phone_4|email=email|org_rec=is_org|narrative=?',
  CiviCRM:
    'Contact ID=?|External Identifier=external_id:external|Display Name=full_name|Nickname=nick_name|First Name=first_name|Middle Name=middle_name|Last Name=last_name|Individual Prefix=prefix|Individual Suffix=suffix|Job Title=job_title|Gender=gender|Birth Date=birth_date|Deceased=is_deceased|Deceased Date=deceased_date|Organization Name=org_name|Street Address=street|Supplemental Address 1=street_line_2|City=city|Postal Code=postal_code|State=state|Country=country|Email=email|Phone=phone',
  Mailchimp:
    'Email Address=email|First Name=first_name|Last Name=last_name|MEMBER_RATING=-|OPTIN_TIME=-|OPTIN_IP=-|CONFIRM_TIME=-|LATITUDE=-|GMTOFF=-|CC=-|LAST_CHANGED=-|LEID=-|EUID=-|NOTES=?|TAGS=?',
  Eventbrite:
    'Order #=-|Order Date=-|First Name=first_name|Last Name=last_name|Email=email|Quantity=-|Ticket Type=-|Attendee #=-|Currency=-|Home Address 1=street|Home Address 2=street_line_2|Home City=city|Home State=state|Home Zip=postal_code|Home Country=country',
  ActBlue:
    'Receipt ID=-|Date=?|Amount=?|Donor First Name=first_name|Donor Last Name=last_name|Donor Addr1=street|Donor Addr2=street_line_2|Donor City=city|Donor State=state|Donor ZIP=postal_code|Donor Country=country|Donor Occupation=occupation|Donor Employer=org_name|Donor Email=email|Donor Phone=phone|Reserved=-|Reserved=-',
  Google:
    'First Name=first_name|Middle Name=middle_name|Last Name=last_name|Name Prefix=prefix|Name Suffix=suffix|Nickname=nick_name|Organization Name=org_name|Organization Title=job_title|Birthday=birth_date|Photo=-|Labels=groups|E-mail 1 - Value=email|E-mail 2 - Value=email_2|Phone 1 - Value=phone|Address 1 - Street=street|Address 1 - City=city|Address 1 - Region=state|Address 1 - Postal Code=postal_code|Address 1 - Country=country|Website 1 - Value=website|E-mail 1 - Label=?',
  Outlook:
    "First Name=first_name|Middle Name=middle_name|Last Name=last_name|Title=?|Suffix=suffix|Web Page=website|Gender=gender|Birthday=birth_date|E-mail Address=email|E-mail 2 Address=email_2|E-mail 3 Address=email_3|Primary Phone=phone|Home Phone=phone_2|Mobile Phone=phone_3|Home Street=street|Home Street 2=street_line_2|Home City=city|Home State=state|Home Postal Code=postal_code|Home Country=country|Company=org_name|Job Title=job_title|Profession=occupation|Spouse=spouse_name|Notes=?|Assistant's Name=?",
  BambooHR:
    'Employee #=external_id:hr|First Name=first_name|Last Name=last_name|Job Title=job_title|Department=?|Status=?|Hire Date=?|Work Email=email|Reports To=?|Preferred Name=nick_name',
  'Employment Hero':
    'EmployeeId=external_id:hr|Title=?|PreferredName=nick_name|FirstName=first_name|MiddleName=middle_name|Surname=last_name|DateOfBirth=birth_date|Gender=gender|ResidentialStreetAddress=street|ResidentialAddressLine2=street_line_2|ResidentialSuburb=city|ResidentialState=state|ResidentialPostCode=postal_code|ResidentialCountry=country|EmailAddress=email|HomePhone=phone|WorkPhone=phone_2|MobilePhone=phone_3|PreviousSurname=maiden_name|TaxFileNumber=?',
  'French HR':
    "Nom=last_name|Prénom=first_name|Poste=?|Statut=?|Date d'entrée=?|Téléphone portable=phone|Code postal=postal_code|Ville=city|Date de naissance=birth_date",
  German:
    'Vorname=first_name|Nachname=last_name|E-Mail-Adresse=email|Straße=street|PLZ=postal_code|Ort=city|Geburtsdatum=birth_date|Telefon=phone|Anrede=prefix',
  Spanish:
    'Nombre=first_name|Apellidos=last_name|Correo electrónico=email|Dirección=street|Ciudad=city|Código postal=postal_code|Fecha de nacimiento=birth_date|Teléfono=phone',
  ADP: 'Payroll Name=last_first|Position ID=?|Home Department=?|Position Status=?',
  ACS: 'IndvID=?|Name=full_name|Phone=phone|Address1=street|Address2=street_line_2|CSZ=city_state_postal_code',
};

describe.each(Object.entries(PRODUCTS))('%s', (_product, text) => {
  test('each column is right, or asked about', () => {
    const wanted = text.split('|').map((column) => column.split('='));
    const guessed = guessMapping(
      wanted.map(([heading]) => heading!),
      [],
    );
    const seen = guessed.map(({ heading, target, because }) => {
      return `${heading}=${because === 'nothing' ? '?' : target === 'ignore' ? '-' : target}`;
    });
    expect(seen).toEqual(text.split('|'));
  });
});
