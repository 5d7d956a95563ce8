// Conditions on any field that the API can ask about, each on a line.
import type { Operations } from '@kith/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Choose, Field } from '../../kit/fields.tsx';
import type { Condition } from './whom.ts';

type Known = Operations['listFilterFields']['result']['fields'][number];

interface ConditionsProps {
  readonly where: readonly Condition[];
  readonly onChange: (where: readonly Condition[]) => void;
}

export function Conditions({ where, onChange }: ConditionsProps) {
  const { filters, actions } = useTexts();
  const known = useQuery({
    queryKey: ['filter-fields'],
    queryFn: ({ signal }) => client.listFilterFields({}, { signal }),
    staleTime: 600_000,
  });
  const fields = (known.data?.fields ?? []).filter(({ some, type }) => some === null && type !== 'names');
  if (fields.length === 0) return null;
  return (
    <div className="conditions">
      {where.map((condition, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its place
        <span key={at} className="tag note">
          {[
            fields.find(({ name }) => name === condition.field)?.label ?? condition.field,
            filters.operators[condition.op as 'eq'],
            shownOf(condition.value),
          ].join(' ')}
          <Button
            className="plain"
            aria-label={actions.remove}
            onPress={() => onChange(where.filter((_, place) => place !== at))}
          >
            ✕
          </Button>
        </span>
      ))}
      <NewCondition fields={fields} onAdd={(condition) => onChange([...where, condition])} />
    </div>
  );
}

const shownOf = (value: unknown) =>
  Array.isArray(value) ? value.join(' – ') : value === undefined ? '' : String(value);

/** Those that take one value; the others are for programs. */
const OFFERED = new Set(['eq', 'ne', 'starts_with', 'contains', 'lt', 'gt', 'lte', 'gte', 'within_days', 'is_blank']);

interface NewProps {
  readonly fields: readonly Known[];
  readonly onAdd: (condition: Condition) => void;
}

function NewCondition({ fields, onAdd }: NewProps) {
  const { filters, actions, states } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(fields[0]?.name ?? '');
  const field = fields.find((each) => each.name === name);
  const operators = (field?.operators ?? []).filter((op) => OFFERED.has(op));
  const [wanted, setOp] = useState('');
  const op = operators.includes(wanted) ? wanted : (operators[0] ?? '');
  const [value, setValue] = useState('');
  if (!isOpen) return <Button onPress={() => setOpen(true)}>{filters.add}</Button>;
  const isFlag = field?.type === 'flag' && op !== 'is_blank';
  const add = () => {
    onAdd({ field: name, op, ...conditionValue(op, field?.type, value) });
    setOpen(false);
    setValue('');
  };
  return (
    <div className="in-line">
      <Choose
        label={filters.field}
        value={name}
        onChange={setName}
        choices={fields.map(({ name: id, label }) => ({ id, name: label }))}
      />
      <Choose
        {...{ label: filters.operator, value: op, onChange: setOp }}
        choices={operators.map((id) => ({ id, name: filters.operators[id as 'eq'] }))}
      />
      {op === 'is_blank' ? null : isFlag ? (
        <Choose
          {...{ label: filters.value, value: value || 'true', onChange: setValue }}
          choices={[
            { id: 'true', name: states.yes },
            { id: 'false', name: states.no },
          ]}
        />
      ) : (
        <Field
          label={filters.value}
          type={field?.type === 'date' && op !== 'within_days' ? 'date' : 'text'}
          value={value}
          onChange={setValue}
        />
      )}
      <Button className="primary" onPress={add} isDisabled={op !== 'is_blank' && !isFlag && value.trim() === ''}>
        {actions.add}
      </Button>
      <Button onPress={() => setOpen(false)}>{actions.cancel}</Button>
    </div>
  );
}

function conditionValue(op: string, type: string | undefined, text: string): { value?: unknown } {
  if (op === 'is_blank') return {};
  if (type === 'flag') return { value: text !== 'false' };
  return { value: op === 'within_days' ? Number(text) : text.trim() };
}
