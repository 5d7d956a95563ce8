// Where the link of an invitation, or of a forgotten password, leads. The token is behind `#`, which no server gets to see.
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { faultsOf, sentenceOf } from '../../app/errors.ts';
import { useTexts } from '../../app/texts.tsx';
import { Field } from '../../kit/fields.tsx';
import { useNotices } from '../../kit/notices.tsx';
import { Gate } from './gate.tsx';

export function PasswordScreen() {
  const texts = useTexts();
  const { signIn } = texts;
  const { tell } = useNotices();
  const navigate = useNavigate();
  const [token] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState('');
  const set = useMutation({
    mutationFn: () => client.setPasswordByLink({ body: { token, new_password: password } }),
    onSuccess: async () => {
      tell(signIn.passwordSet);
      await navigate({ to: '/', hash: '', replace: true });
    },
  });
  const faults = faultsOf(set.error, texts);
  if (token === '') return <Gate title={signIn.choose}>{signIn.noLink}</Gate>;
  return (
    <Gate title={signIn.choose}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate();
        }}
      >
        <Field
          {...{ label: signIn.newPassword, hint: signIn.newPasswordHint, type: 'password', value: password }}
          {...{ onChange: setPassword, autoComplete: 'new-password', autoFocus: true, problem: faults.password }}
        />
        {set.error && !faults.password ? (
          <p className="problem-text" role="alert">
            {sentenceOf(set.error, texts)}
          </p>
        ) : null}
        <Button type="submit" className="primary" isDisabled={set.isPending}>
          {signIn.setPassword}
        </Button>
      </Form>
    </Gate>
  );
}
