'use client';

import type { ComponentProps } from 'react';
import { useFormStatus } from 'react-dom';
import { Button } from '#components/ui/button.tsx';

/** The button that sends the form around it; busy while the form's action runs. */
export function SubmitButton({ variant = 'primary', ...rest }: Omit<ComponentProps<typeof Button>, 'type' | 'busy'>) {
  const { pending } = useFormStatus();
  return <Button {...rest} variant={variant} type="submit" busy={pending} />;
}
