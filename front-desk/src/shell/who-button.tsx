import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';

export interface Who {
  name: string | undefined;
  roles: string;
}

/** Who is at work, in the bar. */
export function WhoButton({
  name,
  roles,
  className = '',
  ...props
}: Who & ButtonProps & ComponentPropsWithRef<'button'>) {
  return (
    // its menu has a class for it as well
    <Button variant="default" {...props} className={`who ${className}`}>
      <span className="who-name" dir="auto">
        {name}
      </span>
      <span className="who-roles">{roles}</span>
    </Button>
  );
}
