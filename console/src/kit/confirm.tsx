// Dialogs: nothing that cannot be taken back happens without one, and each names what it does on its button.
import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from '../app/texts.tsx';

interface SheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog with a heading. */
export function Sheet({ title, isOpen, onClose, children }: SheetProps) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps extends SheetProps {
  /** What the button does: "Merge 3 records". */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly isDanger?: boolean;
  readonly isBusy?: boolean;
}

export function Confirm({ action, onConfirm, isDanger, isBusy, children, ...sheet }: ConfirmProps) {
  const { actions } = useTexts();
  return (
    <Sheet {...sheet}>
      {children}
      <div className="buttons">
        <Button onPress={sheet.onClose}>{actions.cancel}</Button>
        <Button className={isDanger ? 'danger' : 'primary'} onPress={onConfirm} isDisabled={isBusy ?? false}>
          {action}
        </Button>
      </div>
    </Sheet>
  );
}
