import type { App } from '../../app.ts';
import { buildServer, drain } from '../../http/server.ts';
import { startWorker } from '../../jobs/worker.ts';

export interface Serving {
  /** `http://<host>:<port>`, with the port that was really taken. */
  readonly url: string;
  /** Finishes running requests and jobs; the database stays open. */
  stop(): Promise<void>;
}

/** Answers requests, and works on jobs where the configuration has it so, until stopped. Throws when the address is in use. */
export async function startServing(app: App): Promise<Serving> {
  const { host, port, jobs } = app.config;
  const server = await buildServer(app);
  // Before listening: whoever gets an answer may rely on what the command prints when this function is done.
  const worker = jobs ? await startWorker(app) : undefined;
  const listenTextResolver = () => 'accepting connections';
  const url = await server.listen({ host, port, listenTextResolver }).catch(async (error: unknown) => {
    await worker?.stop();
    await server.close();
    throw error;
  });
  return {
    url,
    stop: async () => {
      await drain(server);
      await worker?.stop();
    },
  };
}
