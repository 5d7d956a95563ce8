import { type Roles, STAFF_ROLES } from '../core/access/roles.ts';
import { CORE_SETTINGS } from '../core/access/setting-rules.ts';
import type { SettingRule } from '../core/base/settings.ts';
import type { Dialect, Variable } from '../dialects/dialect.ts';
import { lgl } from '../dialects/lgl/index.ts';
import { luminate } from '../dialects/luminate/index.ts';
import { native } from '../dialects/native/index.ts';
import { oho } from '../dialects/oho/index.ts';

/**
 * The contracts that are served. The first that owns a request gets it: LGL's /api/v1 lies inside Oho's /api, and it takes
 * what is below /v1 and not for Kith's own API (docs/decisions/0032).
 */
export const DIALECTS: readonly Dialect[] = [native, lgl, oho, luminate];

/** Every setting of an organization: the core's, then each dialect's. */
export const SETTING_RULES: Readonly<Record<string, SettingRule>> = Object.assign(
  {},
  CORE_SETTINGS,
  ...DIALECTS.map((dialect) => dialect.settings ?? {}),
);

/** Every variable of the environment that a dialect declares. */
export const VARIABLES: Readonly<Record<string, Variable<unknown>>> = Object.assign(
  {},
  ...DIALECTS.map(({ variables }) => variables ?? {}),
);

/** First segments of paths that name no organization: the dialects', and the server's own. */
export const RESERVED_SEGMENTS: ReadonlySet<string> = new Set([
  'health',
  'console',
  ...DIALECTS.flatMap(({ segments }) => segments),
]);

/** The dialects that API keys can be made for. */
export const KEY_DIALECTS: readonly string[] = DIALECTS.flatMap(({ name, credentials }) =>
  credentials?.hasKeys ? [name] : [],
);

/** Every role that a user may have. */
export const ROLES: Roles = Object.assign(
  {},
  STAFF_ROLES,
  ...DIALECTS.map(({ credentials }) => credentials?.roles ?? {}),
);
