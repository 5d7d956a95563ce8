// Inviting somebody: by mail, or by a link to hand over where the server cannot send mail.
import type { Invitation, User } from '@kith/client';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { client } from '../app/client.ts';
import { faultsOf } from '../app/errors.ts';
import { useTexts } from '../app/texts.tsx';
import { useAct } from '../kit/act.ts';
import { Confirm, Sheet } from '../kit/confirm.tsx';
import { Choose, Field } from '../kit/fields.tsx';
import { useNotices } from '../kit/notices.tsx';
import { OnceShown } from '../kit/secret.tsx';

/** Tells that a mail is on its way, or keeps the link to be shown. */
function useInvited() {
  const { users: words } = useTexts();
  const { tell } = useNotices();
  const [link, setLink] = useState<string>();
  const onInvited = ({ is_mailed: isMailed, link: path, user }: Invitation) => {
    if (isMailed || path === null) tell(words.invited(user.email ?? user.login_name));
    else setLink(`${location.origin}${path}`);
  };
  const sheet = (
    <Sheet title={words.linkTitle} isOpen={link !== undefined} onClose={() => setLink(undefined)}>
      <OnceShown lead={words.linkLead} secret={link ?? ''} />
    </Sheet>
  );
  return { onInvited, sheet };
}

export function NewLink({ user }: { readonly user: User }) {
  const { users: words } = useTexts();
  const { onInvited, sheet } = useInvited();
  const invite = useAct(() => client.inviteUserAgain({ id: user.id }), { onDone: onInvited });
  return (
    <>
      <Button className="plain" onPress={() => invite.mutate()} aria-label={`${words.newLink}: ${user.login_name}`}>
        {words.newLink}
      </Button>
      {sheet}
    </>
  );
}

const EMPTY = { email: '', first_name: '', last_name: '', role: 'data_viewer' };

export function Invite({ roles }: { readonly roles: readonly string[] }) {
  const texts = useTexts();
  const { users: words } = texts;
  const { tellProblem } = useNotices();
  const { onInvited, sheet } = useInvited();
  const [isOpen, setOpen] = useState(false);
  const [body, setBody] = useState(EMPTY);
  const invite = useAct(() => client.inviteUser({ body }), {
    quiet: true,
    onDone: (invitation) => {
      setOpen(false);
      setBody(EMPTY);
      onInvited(invitation);
    },
  });
  const faults = faultsOf(invite.error, texts);
  const names: Readonly<Record<string, string>> = words.roleNames;
  const set = (change: Partial<typeof EMPTY>) => setBody((now) => ({ ...now, ...change }));
  const send = () =>
    invite.mutate(undefined, {
      onError: (error) => (Object.keys(faultsOf(error, texts)).length ? undefined : tellProblem(error)),
    });
  return (
    <>
      <Button className="primary" onPress={() => setOpen(true)}>
        {words.invite}
      </Button>
      <Confirm
        {...{ title: words.invite, action: words.invite, isOpen, onClose: () => setOpen(false), onConfirm: send }}
        isBusy={invite.isPending || body.email === ''}
      >
        <Field
          {...{ label: words.email, type: 'email', value: body.email, autoFocus: true }}
          problem={faults.email}
          onChange={(email) => set({ email })}
        />
        <Field label={words.firstName} value={body.first_name} onChange={(first_name) => set({ first_name })} />
        <Field label={words.lastName} value={body.last_name} onChange={(last_name) => set({ last_name })} />
        <Choose
          {...{ label: words.role, value: body.role, choices: roles.map((id) => ({ id, name: names[id] ?? id })) }}
          onChange={(role) => set({ role })}
        />
      </Confirm>
      {sheet}
    </>
  );
}
