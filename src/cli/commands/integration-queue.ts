// `kith integration queue|accept|discard`: what integrations were posted, and what becomes of it.
import { Command } from 'commander';
import type { Actor } from '../../core/base/actor.ts';
import { Failure } from '../../core/base/failure.ts';
import { getIntegration } from '../../core/integrations/integration.ts';
import type { PostedFields } from '../../core/integrations/posted.ts';
import { discardPost, getPost, listPosts, type Made, type Post } from '../../core/integrations/queue.ts';
import { savePost } from '../../core/integrations/save-post.ts';
import type { Db } from '../../db/connect.ts';
import { transaction } from '../../db/transaction.ts';
import type { PostFormat } from '../../dialects/dialect.ts';
import { DIALECTS } from '../../http/dialects.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

interface QueueOptions extends OrganizationOption {
  readonly integration?: string;
  readonly all?: true;
  readonly json?: true;
}

interface AcceptOptions extends OrganizationOption {
  readonly set: readonly string[];
  readonly constituent?: string;
}

/** So many are shown at once. */
const MOST = 1000;

export function idOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`"${text}" is no id.`);
  return Number(text);
}

/** How the contract that has integrations takes posts. */
export function postFormat(): PostFormat {
  const format = DIALECTS.find(({ posts }) => posts)?.posts;
  if (!format) throw new UsageError('No API of this program has integrations.');
  return format;
}

const collect = (value: string, earlier: readonly string[]) => [...earlier, value];

export function addQueueCommands(command: Command): Command {
  const queue = new Command('queue')
    .description('show what was posted and waits')
    .option('--integration <id>', 'of one integration only')
    .option('--all', 'also what was saved or discarded')
    .option('--json', 'print JSON, with all fields');
  const accept = new Command('accept')
    .description('make records of posts')
    .argument('<posts...>', 'from "kith integration queue"')
    .option('--set <field=value>', 'correct a field first, e.g. --set gift_amount=25 (again for another)', collect, [])
    .option('--constituent <id>', 'whom it is about, whatever the post says');
  const discard = new Command('discard').description('make nothing of a post; it is kept').argument('<post>');
  return command
    .addCommand(withOrganizationOption(queue).action(showQueue))
    .addCommand(withOrganizationOption(accept).action(acceptPosts))
    .addCommand(withOrganizationOption(discard).action(discardWaiting));
}

async function showQueue(options: QueueOptions): Promise<void> {
  const integrationId = options.integration === undefined ? undefined : idOf(options.integration);
  const wanted = { integrationId, all: options.all === true, limit: MOST };
  const posts = await withApp(async ({ db }) => listPosts(db, await operatorOf(db, options), wanted));
  if (options.json) console.log(JSON.stringify(posts));
  else if (posts.length === 0) console.log('Nothing waits.');
  else console.log(table([['post', 'integration', 'received', 'status', 'fields'], ...posts.map(toRow)]));
}

function toRow({ id, integrationId, receivedAt, status, reason, fields }: Post): string[] {
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const state = reason !== null && status === 'waiting' ? `waiting: ${reason}` : status;
  return [String(id), String(integrationId), receivedAt.slice(0, 16), state, shown.join('; ').slice(0, 120)];
}

function corrected(fields: PostedFields, corrections: readonly string[]): PostedFields {
  const pairs = corrections.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`"${text}" is no correction; write field=value.`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return { ...fields, ...Object.fromEntries(pairs) };
}

/** Each by itself: what is wrong with one keeps no other in the queue. */
async function acceptPosts(texts: readonly string[], options: AcceptOptions): Promise<void> {
  const ids = texts.map(idOf);
  const refused = await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    const reasons: string[] = [];
    for (const id of ids) {
      const made = await accept(db, operator, { id, ...options });
      if (typeof made === 'string') reasons.push(`Post ${id} stays in the queue: ${made}.`);
      else console.log(`Post ${id} is saved: ${describeMade(made)}.`);
    }
    return reasons;
  });
  if (refused.length > 0) throw new UsageError(refused.join('\n'));
}

const describeMade = (made: Made) =>
  Object.entries(made)
    .map(([kind, record]) => `${kind.replace(/Id$/, '')} ${record}`)
    .join(', ');

/** What was made of a post, or why nothing was. */
async function accept(db: Db, operator: Actor, { id, set, constituent }: AcceptOptions & { readonly id: number }) {
  const { read, explain } = postFormat();
  const post = await getPost(db, operator, id);
  const { mapping, matching } = await getIntegration(db, operator, post.integrationId);
  const constituentId = constituent === undefined ? undefined : idOf(constituent);
  const reading = (given: PostedFields) => read(given, mapping);
  const saving = { id, fields: corrected(post.fields, set), read: reading, explain, matching, constituentId };
  return savePost(db, operator, saving).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.kind !== 'invalid') throw error;
    return explain(error);
  });
}

async function discardWaiting(text: string, options: OrganizationOption): Promise<void> {
  const id = idOf(text);
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    await transaction(db, operator, (tx) => discardPost(tx, operator, id));
  });
  console.log(`Post ${id} is discarded.`);
}
