import './dialog.css';
import { Modal } from '@mantine/core';
import { useLayoutEffect, useState, type ReactNode } from 'react';
import { useTexts } from '../texts/language';
import { holdPage } from './focus';
import { FormsOfDialog, leaveDialog } from './leave-question';

interface Props {
  title: ReactNode;
  size?: 'md' | 'lg' | 'xl';
  opened?: boolean;
  /** There is none where it does not close before something is done. */
  onClose?: () => void;
  /** False where what is in it has an Esc of its own. */
  closeOnEscape?: boolean;
  children: ReactNode;
}

/** A dialog over the page, which Esc closes. What changes on the page behind it does not take the focus from it. */
export function Dialog({ opened = true, size = 'md', onClose, children, ...props }: Props) {
  const t = useTexts();
  const [forms] = useState(() => new Set<symbol>());
  // before what is in it takes the focus
  useLayoutEffect(() => (opened ? holdPage() : undefined), [opened]);
  return (
    <Modal
      opened={opened}
      size={size}
      classNames={{ title: 'dialog-title' }}
      returnFocus={false}
      onClose={() => onClose && leaveDialog(forms, onClose)}
      withCloseButton={onClose !== undefined}
      closeButtonProps={{ 'aria-label': t.close }}
      {...props}
    >
      <FormsOfDialog value={forms}>{children}</FormsOfDialog>
    </Modal>
  );
}
