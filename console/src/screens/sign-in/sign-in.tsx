// Signing in: e-mail address and password, then the code where a second factor is in use.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { client, isRefusal } from '../../app/client.ts';
import { sentenceOf } from '../../app/errors.ts';
import { keepSession } from '../../app/session.tsx';
import { useTexts } from '../../app/texts.tsx';
import { Field } from '../../kit/fields.tsx';
import { Gate } from './gate.tsx';

export function SignInScreen() {
  const texts = useTexts();
  const { signIn } = texts;
  const [isForgotten, setForgotten] = useState(false);
  if (isForgotten) return <Forgotten onBack={() => setForgotten(false)} />;
  return (
    <Gate title={signIn.title}>
      <Credentials />
      <Button className="plain" onPress={() => setForgotten(true)}>
        {signIn.forgot}
      </Button>
    </Gate>
  );
}

function Credentials() {
  const texts = useTexts();
  const { signIn } = texts;
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const enter = useMutation({
    mutationFn: () => client.signIn({ body: { email, password, ...(code && { code }) } }),
    onSuccess: keepSession,
  });
  const refusal = isRefusal(enter.error) ? enter.error.code : undefined;
  const [isAsked, setAsked] = useState(false);
  if (refusal === 'second_factor_required' && !isAsked) setAsked(true);
  const problem = enter.error && refusal !== 'second_factor_required' ? sentenceOf(enter.error, texts) : undefined;
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        enter.mutate();
      }}
    >
      <Field label={signIn.email} type="email" value={email} onChange={setEmail} autoComplete="username" autoFocus />
      <Field
        {...{ label: signIn.password, type: 'password', value: password, onChange: setPassword }}
        autoComplete="current-password"
      />
      {isAsked ? (
        <Field
          {...{ label: signIn.code, hint: signIn.codeHint, value: code, onChange: setCode }}
          autoComplete="one-time-code"
          autoFocus
        />
      ) : null}
      {problem ? (
        <p className="problem-text" role="alert">
          {problem}
        </p>
      ) : null}
      <Button type="submit" className="primary" isDisabled={enter.isPending}>
        {signIn.submit}
      </Button>
    </Form>
  );
}

function Forgotten({ onBack }: { readonly onBack: () => void }) {
  const texts = useTexts();
  const { signIn, actions } = texts;
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => client.requestPasswordReset({ body: { email } }) });
  return (
    <Gate title={signIn.resetTitle}>
      <p>{signIn.resetLead}</p>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Field label={signIn.email} type="email" value={email} onChange={setEmail} autoComplete="username" autoFocus />
        <p role="status">{ask.isSuccess ? signIn.resetSent : ''}</p>
        {ask.error ? (
          <p className="problem-text" role="alert">
            {sentenceOf(ask.error, texts)}
          </p>
        ) : null}
        <Button type="submit" className="primary" isDisabled={ask.isPending}>
          {signIn.resetSubmit}
        </Button>
      </Form>
      <Button className="plain" onPress={onBack}>
        {actions.back}
      </Button>
    </Gate>
  );
}
