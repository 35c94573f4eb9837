import './dialog.css';
import {
  ModalBase,
  ModalBaseBody,
  ModalBaseCloseButton,
  ModalBaseContent,
  ModalBaseHeader,
  ModalBaseOverlay,
  ModalBaseTitle,
} from '@mantine/core';
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

/**
 * A dialog over the page, which Esc closes. What changes on the page behind it does not take the focus from it.
 * It is made of the parts of Mantine's `Modal`, which itself brings a scroll bar of its own, 55 kB that nothing here uses.
 */
export function Dialog({ opened = true, size = 'md', title, onClose, closeOnEscape = true, children }: Props) {
  const t = useTexts();
  const [forms] = useState(() => new Set<symbol>());
  // before what is in it takes the focus
  useLayoutEffect(() => (opened ? holdPage() : undefined), [opened]);
  return (
    <ModalBase
      opened={opened}
      onClose={() => onClose && leaveDialog(forms, onClose)}
      closeOnEscape={closeOnEscape}
      closeOnClickOutside
      returnFocus={false}
      trapFocus
      lockScroll
      withinPortal
      transitionProps={{ duration: 200, transition: 'fade-down' }}
    >
      <ModalBaseOverlay />
      <ModalBaseContent className={`dialog dialog-${size}`} innerProps={{ className: 'dialog-place' }}>
        <ModalBaseHeader>
          <ModalBaseTitle className="dialog-title">{title}</ModalBaseTitle>
          {onClose && <ModalBaseCloseButton aria-label={t.close} />}
        </ModalBaseHeader>
        <ModalBaseBody>
          <FormsOfDialog value={forms}>{children}</FormsOfDialog>
        </ModalBaseBody>
      </ModalBaseContent>
    </ModalBase>
  );
}
