// What the package gives.
export { type CallOptions, every, type Kith, type KithOptions, kith } from './client.ts';
export { type Fault, KithError } from './error.ts';
export type * from './operations.gen.ts';
