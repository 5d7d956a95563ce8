import type { Dialect } from '../dialects/dialect.ts';
import { lgl } from '../dialects/lgl/index.ts';
import { luminate } from '../dialects/luminate/index.ts';
import { oho } from '../dialects/oho/index.ts';

/** The contracts that are served. The first that owns a path gets it: LGL's /api/v1 lies inside Oho's /api. */
export const DIALECTS: readonly Dialect[] = [lgl, oho, luminate];
