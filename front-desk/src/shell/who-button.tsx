import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';

export interface Who {
  name: string | undefined;
  roles: string;
}

/** Who is at work, in the bar. */
export function WhoButton({ name, roles, ...props }: Who & ButtonProps & ComponentPropsWithRef<'button'>) {
  return (
    <Button variant="default" className="who" {...props}>
      <span className="who-name" dir="auto">
        {name}
      </span>
      <span className="who-roles">{roles}</span>
    </Button>
  );
}
