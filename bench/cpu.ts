// Processor time and memory of processes, from /proc (Linux).
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second: 100 on every Linux that Node runs on. */
const TICKS = 100;

interface ProcessTimes {
  readonly parent: number;
  /** Seconds, user and system. */
  readonly own: number;
  /** Seconds of children that have ended and been waited for. */
  readonly endedChildren: number;
}

function timesOf(pid: number): ProcessTimes | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may itself hold spaces and parentheses.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    return { parent, own: (user + system) / TICKS, endedChildren: (childUser + childSystem) / TICKS };
  } catch {
    return undefined;
  }
}

/** Processor seconds of one process so far. */
export function processSeconds(pid: number): number {
  return timesOf(pid)?.own ?? 0;
}

/** Processor seconds of a process's children that have ended. */
export function endedChildrenSeconds(pid: number): number {
  return timesOf(pid)?.endedChildren ?? 0;
}

/** Processor seconds of a process, its living children, and its ended ones: all of a PostgreSQL server. */
export function familySeconds(pid: number): number {
  for (;;) {
    const before = timesOf(pid);
    if (!before) return 0;
    const living = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => timesOf(Number(name)))
      .filter((times) => times?.parent === pid);
    // A child that ended meanwhile would be in neither.
    if (timesOf(pid)?.endedChildren !== before.endedChildren) continue;
    return before.own + before.endedChildren + living.reduce((sum, times) => sum + (times?.own ?? 0), 0);
  }
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/^VmRSS:\s+(\d+)/m)?.[1] ?? 0) / 1024;
}
