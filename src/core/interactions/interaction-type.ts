// The organization's own kinds of interactions. No API makes them: an operator does (docs/contracts/luminate.md §4.12).
import { columnsAs } from '../base/columns.ts';
import { pick, requireName } from '../base/names.ts';
import { recordedWrites } from '../base/recorded-writes.ts';
import { tableReads } from '../base/table-reads.ts';

export interface InteractionType {
  /** From 1000 up: those below are built in. */
  readonly id: number;
  readonly name: string;
  /** Whether `listInteractions` shows everybody's of this type. */
  readonly isPublic: boolean;
  /** Nothing is logged with it any more; what was stays. */
  readonly isArchived: boolean;
  /** ISO 8601, UTC. */
  readonly archivedAt: string | null;
}

const KIND = { table: 'interaction_types', name: 'interaction_type' } as const;

const types = tableReads<InteractionType>({
  ...KIND,
  permission: 'settings:read',
  shown: `${columnsAs('r', ['id', 'name', 'isPublic', 'archivedAt'])}, r.archived_at is not null as "isArchived"`,
});

/** Every type, archived ones too, by id. */
export const listInteractionTypes = types.all;

export interface InteractionTypeFields {
  readonly name?: string;
  readonly isPublic?: boolean;
  readonly isArchived?: boolean;
}

export const { create: createInteractionType, update: updateInteractionType } = recordedWrites<
  InteractionType,
  InteractionTypeFields
>({
  ...KIND,
  ...types,
  permission: 'settings:write',
  stored: (tx, _actor, { input, before }) => {
    const isArchived = input.isArchived ?? before?.isArchived ?? false;
    return {
      name: requireName(pick(input.name, before?.name)),
      isPublic: input.isPublic ?? before?.isPublic ?? false,
      archivedAt: isArchived ? (before?.archivedAt ?? tx.clock.now()) : null,
    };
  },
});
