import type { FastifyInstance } from 'fastify';
import { seal } from '../../../core/access/seal.ts';
import { randomSecret } from '../../../core/access/secret.ts';
import { answerCallback } from '../../../core/accreditations/answer-callback.ts';
import { importRegister } from '../../../core/accreditations/import-register.ts';
import { readRegister } from '../../../core/accreditations/read-register.ts';
import { listRegistrySettings, setRegistry } from '../../../core/accreditations/registry-settings.ts';
import { allow } from '../../../core/base/actor.ts';
import { invalidField } from '../../../core/base/failure.ts';
import { checkTarget } from '../../../core/base/send-request.ts';
import { transaction } from '../../../db/transaction.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Authentication } from '../auth.ts';
import { readingToWire, registerFromWire } from '../wire/register.ts';
import { type RegistryChoice, registryFromWire, registryToWire, typeFromWire } from '../wire/registry.ts';

/** Bytes of the largest register file. */
const FILE_LIMIT = 64 * 1024 * 1024;

/** Which registry answers a type of check, and imports of register files (docs/registries.md). */
export function registerRegistries(scope: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  const { db, clock } = context;
  const sealOrNull = (secret: string | null) => (secret === null ? null : seal(context.sealer, secret));

  scope.get('/registries', async (request) => (await listRegistrySettings(db, actorOf(request))).map(registryToWire));

  scope.put<{ Params: { type: string } }>('/registries/:type', async (request) => {
    const { secret, ...choice } = registryFromWire(request.body);
    refuseTarget(choice, context.allowPrivateTargets);
    // Without a secret the verifier could not tell Kith's requests from forged ones: if there is none yet, one is made.
    // It is shown once.
    const isHttp = choice.registry === 'http';
    const [given, made] = [isHttp ? secret : null, isHttp && secret === null ? randomSecret() : null];
    const sealed = { secretSealed: sealOrNull(given), newSecretSealed: sealOrNull(made) };
    const input = { ...choice, type: typeFromWire(request.params.type), ...sealed };
    const setting = await transaction(db, actorOf(request), (tx) => setRegistry(tx, actorOf(request), input));
    const shown = given ?? (setting.secretSealed === sealed.newSecretSealed ? made : null);
    return { ...registryToWire(setting), ...(shown === null ? {} : { secret: shown }) };
  });

  scope.register(async (files) => {
    files.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: FILE_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    files.post<{ Params: { register: string } }>(
      '/registers/:register/imports',
      // Checked before the file is read: a caller who may not import a file need not send it.
      { bodyLimit: FILE_LIMIT, onRequest: async (request) => allow(actorOf(request), 'settings:write') },
      async (request, reply) => {
        const { preview, ...file } = registerFromWire(request);
        const reading = await readRegister(actorOf(request), { ...file, now: clock.now() });
        if (preview) return readingToWire(reading);
        const { id } = await transaction(db, actorOf(request), (tx) => importRegister(tx, actorOf(request), reading));
        return reply.code(201).send({ id, ...readingToWire(reading) });
      },
    );
  });
}

function refuseTarget({ registry, options }: Omit<RegistryChoice, 'secret'>, allowPrivateTargets: boolean): void {
  if (registry !== 'http') return;
  if (typeof options.url !== 'string') throw invalidField('url', 'required');
  try {
    checkTarget(options.url, allowPrivateTargets);
  } catch (cause) {
    throw Object.assign(invalidField('url', 'target'), { cause });
  }
}

/** Where a verifier calls back; it signs instead of signing in. */
export function registerCallbacks(scope: FastifyInstance, context: DialectContext): void {
  scope.removeContentTypeParser(['application/json']);
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  scope.post<{ Params: { organizationId: string; correlationId: string } }>(
    '/registry_callbacks/:organizationId/:correlationId',
    async (request, reply) => {
      const { organizationId, correlationId } = request.params;
      const signature = String(request.headers['x-kith-signature'] ?? '');
      const id = /^\d{1,15}$/.test(organizationId) ? Number(organizationId) : 0;
      const callback = { organizationId: id, correlationId, signature, body: String(request.body ?? '') };
      if (correlationId.includes('\0')) throw invalidField('correlation_id', 'type');
      await answerCallback(context, callback);
      return reply.code(204).send();
    },
  );
}
