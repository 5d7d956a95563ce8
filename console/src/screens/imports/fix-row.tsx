// Corrects the cells of a refused row in place.
import type { Import, ImportRow } from '@kith/client';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Field } from '../../kit/fields.tsx';
import { useNotices } from '../../kit/notices.tsx';

interface Props {
  readonly item: Import;
  readonly row: ImportRow;
}

export function FixRow({ item, row }: Props) {
  const { imports: words, actions } = useTexts();
  const { tell } = useNotices();
  const [isOpen, setOpen] = useState(false);
  const [values, setValues] = useState(row.values);
  const fix = useAct(
    () => {
      const changed = values.flatMap((value, index) => (value === row.values[index] ? [] : [[String(index), value]]));
      return client.updateImportRow({ id: item.id, row: row.row, body: { values: Object.fromEntries(changed) } });
    },
    {
      onDone: () => {
        setOpen(false);
        tell(words.fixed);
      },
    },
  );
  const wrong = new Set(row.errors.map(({ column }) => column));
  return (
    <>
      <Button onPress={() => setOpen(true)}>{words.fix}</Button>
      <Confirm
        {...{ title: words.fixTitle(row.row), action: actions.save, isOpen, onClose: () => setOpen(false) }}
        onConfirm={() => fix.mutate()}
        isBusy={fix.isPending}
      >
        {item.mapping.columns.map(({ index, heading }) => (
          <Field
            key={index}
            {...{ label: heading, value: values[index] ?? '' }}
            problem={
              wrong.has(index) ? (row.errors.find(({ column }) => column === index)?.detail ?? undefined) : undefined
            }
            onChange={(value) => setValues((now) => now.map((old, place) => (place === index ? value : old)))}
          />
        ))}
      </Confirm>
    </>
  );
}
