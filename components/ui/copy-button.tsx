'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { useToast } from '#components/ui/toast.tsx';

type CopyProps = {
  text: string;
  /** What it copies, for its name and the toast: "Number", "Key". */
  what: string;
  /** Shows a word beside the picture. */
  withText?: boolean;
  size?: 24 | 28 | 32;
  /** It was copied. */
  onCopy?: () => void;
};

/** Copies a text and says so. Where the browser refuses (plain http), the toast says that instead. */
export function CopyButton({ text, what, withText, size = 28, onCopy }: CopyProps) {
  const toast = useToast();
  const [done, setDone] = useState(false);
  const copy = async () => {
    const copied = await copyText(text);
    setDone(copied);
    if (copied) onCopy?.();
    toast(
      copied
        ? { tone: 'done', text: `${what} copied` }
        : { tone: 'failed', text: `${what} not copied: the browser does not allow it here.` },
    );
  };
  const icon = done ? <Check size={14} /> : <Copy size={14} />;
  if (withText) {
    return (
      <Button size={size} icon={icon} onClick={() => void copy()}>
        Copy
      </Button>
    );
  }
  return <IconButton label={`Copy ${what.toLowerCase()}`} size={size} icon={icon} onClick={() => void copy()} />;
}

/** Puts a text on the clipboard; false where the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
