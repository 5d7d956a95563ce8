import type { Db } from '../../db/connect.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../base/actor.ts';
import { type ZipFile, zip } from '../base/zip.ts';
import { formerIds } from '../constituents/record/aliases.ts';
import { everythingAbout } from './everything.ts';
import { personPage } from './person-page.ts';

const attached = query<{ id: number; fileName: string; content: Buffer }>(
  'everything_attachments',
  `select a.id, a.file_name as "fileName", a.content from attachments a join information_requests q
     on q.organization_id = a.organization_id and q.id = a.information_request_id
   where a.organization_id = $1 and q.constituent_id = any ($2::bigint[]) and a.id > $3 order by a.id limit 1`,
);

/** Everything about a person as a zip archive: `everything.json`, `person.html` and the files. Throws `not-found`. */
export async function everythingAsZip(db: Db, actor: Actor, id: number): Promise<Buffer> {
  const everything = await everythingAbout(db, actor, id);
  const people = [everything.record.id, ...(await formerIds(db, actor, everything.record.id))];
  const files: ZipFile[] = [
    { name: 'person.html', content: Buffer.from(personPage(everything, db.clock.now())) },
    { name: 'everything.json', content: Buffer.from(JSON.stringify(everything, null, 2)) },
  ];
  for (let after = 0; ; ) {
    // One at a time: each may have ten megabytes.
    const file = await db.maybe(attached(actor.organization.id, people, after));
    if (!file) return zip(files);
    files.push({ name: `attachments/${file.id} ${file.fileName}`, content: file.content });
    after = file.id;
  }
}
