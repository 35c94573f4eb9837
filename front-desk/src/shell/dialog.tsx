import './dialog.css';
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/language';

interface Props {
  title: ReactNode;
  size?: 'md' | 'lg' | 'xl';
  opened?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog over the page, which Esc closes. */
export function Dialog({ opened = true, size = 'md', ...props }: Props) {
  const t = useTexts();
  return (
    <Modal
      opened={opened}
      size={size}
      classNames={{ title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': t.close }}
      {...props}
    />
  );
}
