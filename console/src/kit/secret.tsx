// A secret that is shown this once, with a button that copies it.
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useTexts } from '../app/texts.tsx';

export function OnceShown({ lead, secret }: { readonly lead: string; readonly secret: string }) {
  const { actions } = useTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(secret).then(() => setCopied(true));
  return (
    <>
      <p>{lead}</p>
      <p className="secret">
        <code>{secret}</code>
      </p>
      {/* Pages that came over plain http have no clipboard. */}
      {'clipboard' in navigator ? <Button onPress={copy}>{isCopied ? actions.copied : actions.copy}</Button> : null}
    </>
  );
}
