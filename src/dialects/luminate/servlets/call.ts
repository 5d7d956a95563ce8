// What a method is given and what it answers. methods.ts lists the methods, dispatch.ts runs them.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OwnSession } from '../../../core/access/sessions.ts';
import type { Actor } from '../../../core/base/actor.ts';
import type { DialectContext } from '../../dialect.ts';
import type { Element } from '../wire/document.ts';
import type { Parameters } from '../wire/parameters.ts';

/** The client servlet, which browsers call, and the server servlet, which asks for an administrator each time. */
export type Servlet = 'CRConsAPI' | 'SRConsAPI';

export interface Http {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The session that a browser shows. */
export interface ShownSession extends OwnSession {
  /** As a parameter, for want of a cookie (docs/contracts/luminate.md §1.8). */
  readonly isFromParameter: boolean;
}

export interface Call {
  readonly context: DialectContext;
  readonly servlet: Servlet;
  readonly method: string;
  readonly parameters: Parameters;
  readonly actor: Actor;
  /** Of the client servlet, where the browser has one. */
  readonly session: ShownSession | undefined;
  readonly now: Date;
  /** The secret that an earlier login left in the browser. */
  readonly device: string | undefined;
  /** Network address of the caller. */
  readonly callerAddress: string;
  /** Address of the client servlet for links, e.g. `https://host/site/CRConsAPI`. */
  readonly clientUrl: string;
}

export interface Answer {
  readonly document: Element;
  /** A session that the browser shall have from now on; null: none any more. */
  readonly session?: OwnSession | null;
  /** A secret by which the browser is known when it logs in again. */
  readonly device?: string;
}

export interface Method {
  readonly run: (call: Call) => Promise<Answer>;
  readonly servlets: readonly Servlet[];
  readonly verbs: readonly string[];
  /** Who may call it on the client servlet; on the server servlet it is always an API administrator. */
  readonly client: 'anyone' | 'signed-on';
}
