import type { ComponentProps } from 'react';
import type { LeaveQuestion } from './leave-question';

interface Props extends Omit<ComponentProps<'form'>, 'onSubmit'> {
  /** Of `useLeaveQuestion`, by whoever keeps what is written in it. */
  question: LeaveQuestion;
  onSubmit: () => void;
  /** What Esc does in it, once the person wants it if something is written. */
  onEscape?: (() => void) | undefined;
}

/** A form. Lint lets nobody write another `<form>`, so that none is left unasked in which something is written. */
export function Form({ question, onSubmit, onEscape, onKeyDown, ...props }: Props) {
  return (
    <form
      {...props}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.key !== 'Escape' || event.defaultPrevented || !onEscape) return;
        // whatever is around it has an Esc of its own
        event.stopPropagation();
        question.isLeft(onEscape);
      }}
    />
  );
}
