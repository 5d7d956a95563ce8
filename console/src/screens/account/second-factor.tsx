// The second factor: scanned, confirmed by a first code, turned off by another.
import type { NewSecondFactor } from '@kith/client';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { encode } from 'uqr';
import { cache, client } from '../../app/client.ts';
import { useSession } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { useAct } from '../../kit/act.ts';
import { Confirm, Sheet } from '../../kit/confirm.tsx';
import { Field } from '../../kit/fields.tsx';
import { Panel } from '../../kit/page.tsx';
import { OnceShown } from '../../kit/secret.tsx';

const reload = () => cache.invalidateQueries({ queryKey: ['session'] });

export function SecondFactor() {
  const { account: words } = useTexts();
  const { second_factor: factor } = useSession();
  return (
    <Panel title={words.factor}>
      {factor.is_on ? (
        <>
          <p>{words.factorOn(factor.recovery_codes_left)}</p>
          <TurnOff />
        </>
      ) : (
        <>
          <p>{words.factorOff}</p>
          <TurnOn />
        </>
      )}
    </Panel>
  );
}

function TurnOn() {
  const { account: words } = useTexts();
  const [made, setMade] = useState<NewSecondFactor>();
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState<readonly string[]>();
  const prepare = useAct(() => client.prepareSecondFactor(), { onDone: setMade });
  const confirm = useAct(() => client.confirmSecondFactor({ body: { code } }), {
    onDone: ({ recovery_codes: codes }) => {
      setMade(undefined);
      setRecovery(codes);
    },
  });
  const close = () => {
    setRecovery(undefined);
    void reload();
  };
  return (
    <>
      <Button onPress={() => prepare.mutate()}>{words.turnOn}</Button>
      <Confirm
        {...{
          title: words.factor,
          action: words.confirm,
          isOpen: made !== undefined,
          onClose: () => setMade(undefined),
        }}
        onConfirm={() => confirm.mutate()}
        isBusy={confirm.isPending || code === ''}
      >
        <p>{words.scan}</p>
        {made ? <Picture text={made.uri} /> : null}
        <p className="secret">
          {words.secret}: <code>{made?.secret}</code>
        </p>
        <Field label={words.code} value={code} onChange={setCode} autoComplete="one-time-code" autoFocus />
      </Confirm>
      <Sheet title={words.factor} isOpen={recovery !== undefined} onClose={close}>
        <OnceShown lead={words.recovery} secret={recovery?.join('\n') ?? ''} />
      </Sheet>
    </>
  );
}

/** A QR code, drawn here: the secret goes to no other server. */
function Picture({ text }: { readonly text: string }) {
  const { account: words } = useTexts();
  const { data, size } = encode(text);
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={words.secret}>
      <rect width={size} height={size} />
      <path d={path} />
    </svg>
  );
}

function TurnOff() {
  const { account: words } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const [code, setCode] = useState('');
  const remove = useAct(() => client.removeSecondFactor({ body: { code } }), {
    onDone: () => {
      setOpen(false);
      void reload();
    },
  });
  return (
    <>
      <Button onPress={() => setOpen(true)}>{words.turnOff}</Button>
      <Confirm
        {...{ title: words.turnOff, action: words.turnOff, isOpen, onClose: () => setOpen(false), isDanger: true }}
        onConfirm={() => remove.mutate()}
        isBusy={remove.isPending || code === ''}
      >
        <Field label={words.code} value={code} onChange={setCode} autoComplete="one-time-code" autoFocus />
      </Confirm>
    </>
  );
}
