// A file that waits to be imported, as people have them: two dates that are none, a phone in words, somebody who is there already.
import type { Actor } from '../../core/base/actor.ts';
import { stageFile } from '../../core/transfer/stage-file.ts';
import type { Db } from '../../db/connect.ts';

const HEADINGS = 'First Name,Last Name,Email Address,Mobile,Birthday,Street,City,Zip,Joined as';
const ROWS = [
  'Ifeoma,Balogun,ifeoma.balogun@example.org,312 555 0161,14/03/1984,12 Mill Lane,Springfield,62701,Volunteer',
  'Tomás,Ferreira,tomas.ferreira@example.org,312 555 0162,02/11/1979,8 Harbour Road,Springfield,62701,Parent',
  'Mei,Tanaka,mei.tanaka@example.org,call the office,29/02/1991,77 Oak Street,Lincoln,62656,Volunteer',
  'Samir,Haddad,samir.haddad@example,312 555 0164,19/08/1990,3 River Walk,Springfield,62701,Volunteer',
  '"O’Connor, Niamh",,niamh.oconnor@example.org,312 555 0165,,,Springfield,62701,Parent',
  'Ana,Lima,ana.lima@example.org,,31/04/1988,5 Elm Court,Lincoln,62656,Volunteer',
  'Ana,Lima,ana.lima@example.org,312 555 0166,30/04/1988,5 Elm Court,Lincoln,62656,Volunteer',
  'Jonas,Weber,jonas.weber@example.org,312 555 0167,07/07/1966,21 Station Road,Springfield,62701,Board',
];

/** Puts the file in, unconfirmed; `known` is the e-mail address of somebody who is on record. */
export async function stageDemoImport(db: Db, actor: Actor, known: string | undefined): Promise<void> {
  const there = known === undefined ? [] : [`Ada,Known,${known},312 555 0168,,1 School Lane,Springfield,62701,Parent`];
  const text = [HEADINGS, ...ROWS, ...there, ''].join('\r\n');
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  await stageFile(db, actor, { name: 'volunteers-autumn.csv', bytes: bytes() });
}
