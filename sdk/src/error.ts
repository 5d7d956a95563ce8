/** One thing that is wrong with what was sent, with a JSON pointer to it. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What the server refused, as its `application/problem+json` says it; `code` is what a program decides by. */
export class KithError extends Error {
  /** 0 where no answer came at all. */
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly faults: readonly Fault[];
  /** All that the answer says. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(String(problem.detail ?? problem.title ?? `The server answered ${status}`), options);
    this.name = 'KithError';
    this.status = status;
    this.code = String(problem.code ?? 'unknown');
    this.requestId = typeof problem.request_id === 'string' ? problem.request_id : undefined;
    this.faults = Array.isArray(problem.errors) ? (problem.errors as Fault[]) : [];
    this.problem = problem;
  }
}

/** What a refusal says; the body may be that of a proxy between, and no problem at all. */
export async function errorOf(response: Response): Promise<KithError> {
  const text = await response.text().catch(() => '');
  try {
    return new KithError(response.status, JSON.parse(text) as Record<string, unknown>);
  } catch {
    return new KithError(response.status, { title: `The server answered ${response.status}` });
  }
}
