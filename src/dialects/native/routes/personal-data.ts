import { ownChangeSetId } from '../../../core/changes/change-log.ts';
import { versionOf } from '../../../core/constituents/record/record-version.ts';
import { erasePerson } from '../../../core/erasure/erase-person.ts';
import { everythingAbout } from '../../../core/erasure/everything.ts';
import { everythingAsZip } from '../../../core/erasure/everything-as-zip.ts';
import { dryRun } from '../wire/change.ts';
import { type Operation, operation } from '../wire/operation.ts';
import { byId } from '../wire/parameters.ts';
import {
  eraseBody,
  erasureSchema,
  erasureToWire,
  everythingQuery,
  everythingSchema,
  everythingToWire,
} from '../wire/personal-data.ts';

const everything = operation({
  id: 'getEverything',
  method: 'GET',
  path: '/constituents/{id}/everything',
  summary:
    'Everything that is kept about a person, for the person: as JSON, or as a zip with files and a readable page.',
  scope: 'people:read',
  params: byId,
  query: everythingQuery,
  result: everythingSchema,
  run: async ({ context: { db }, actor, params, query, reply }) => {
    if (query.format === 'zip') {
      reply.type('application/zip').header('content-disposition', `attachment; filename="person-${params.id}.zip"`);
      return everythingAsZip(db, actor, params.id);
    }
    const found = await everythingAbout(db, actor, params.id);
    return everythingToWire(found, await versionOf(db, actor, found.record.id));
  },
});

const erase = operation({
  id: 'eraseConstituent',
  method: 'POST',
  path: '/constituents/{id}/erase',
  summary: 'Erases a person from every table and from the history. It cannot be undone; dry_run tells first what goes.',
  scope: 'people:erase',
  params: byId,
  query: dryRun,
  body: eraseBody,
  result: erasureSchema,
  run: async ({ context: { db }, actor, params, query, body }) => {
    const isDryRun = query.dry_run === 'true';
    const report = await erasePerson(db, actor, { id: params.id, reason: body.reason, isDryRun });
    return erasureToWire(report, { isDryRun, setId: await ownChangeSetId(db, actor) });
  },
});

export const PERSONAL_DATA: readonly Operation[] = [everything, erase];
