/** A start that cannot succeed, with a message that tells the operator what is wrong and what to do. */
export class EmbeddedStartError extends Error {
  override name = 'EmbeddedStartError';
}

/** True for an error that carries one of these codes: of a system call (`ENOENT`) or an SQLSTATE (`3D000`). */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
