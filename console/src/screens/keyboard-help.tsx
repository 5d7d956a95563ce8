import { useTexts } from '../app/texts.tsx';
import { Sheet } from '../kit/confirm.tsx';

export function KeyboardHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { keyboard } = useTexts();
  const keys = [
    ['/', keyboard.find],
    ['Ctrl K', keyboard.anything],
    ['j k ↓ ↑', keyboard.move],
    ['x', keyboard.select],
    ['Enter', keyboard.open],
    ['Esc', keyboard.close],
    ['?', keyboard.help],
  ] as const;
  return (
    <Sheet title={keyboard.title} isOpen={isOpen} onClose={onClose}>
      <dl className="pairs">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
