import { randomBytes } from 'node:crypto';
import { systemClock } from './clock.ts';

/**
 * An id that nobody else makes, of a request or of one run of a job: a UUID of version 7, which begins with the time. The
 * changes of one request are found by it, and ids that grow with time cost their index far less than random ones.
 */
export function newRequestId(now: number = systemClock.now().getTime()): string {
  const hex = now.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `7${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ];
  return parts.join('-');
}
