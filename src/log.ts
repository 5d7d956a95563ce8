import { type DestinationStream, type Logger, pino } from 'pino';
import { loggableError } from './db/loggable-error.ts';

/** The log of a process: one JSON object a line, on stdout unless told otherwise. `err` is written without what was sent. */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, serializers: { err: (error: unknown) => loggableError(error) } };
  return destination ? pino(options, destination) : pino(options);
}
