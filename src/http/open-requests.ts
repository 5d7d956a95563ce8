import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressGroup } from '../core/base/ip-address.ts';

export interface OpenRequestLimits {
  /** Requests of one process that are not answered to the last byte. */
  readonly total: number;
  /** The most of these from one address. */
  readonly perAddress: number;
}

/** Counts the requests that are open: who sends or reads slowly keeps one open, and each may hold a body in memory. */
export class OpenRequests {
  readonly #limits: OpenRequestLimits;
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  constructor(limits: OpenRequestLimits) {
    this.#limits = limits;
  }

  /** Counts a request until its answer is out or its connection gone. False: there are too many, and it is not counted. */
  admit({ ip }: FastifyRequest, { raw }: FastifyReply): boolean {
    const address = addressGroup(ip);
    const own = this.#byAddress.get(address) ?? 0;
    if (this.#total >= this.#limits.total || own >= this.#limits.perAddress) return false;
    this.#total += 1;
    this.#byAddress.set(address, own + 1);
    raw.once('close', () => this.#leave(address));
    return true;
  }

  #leave(address: string): void {
    this.#total -= 1;
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }
}
