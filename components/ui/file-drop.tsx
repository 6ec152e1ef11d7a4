'use client';

import { FileUp } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { cx } from '#lib/class-names.ts';

type FileDropProps = {
  name?: string;
  /** What may be dropped, in words. */
  hint: ReactNode;
  /** For the file picker: ".csv,text/csv". */
  accept: string;
  required?: boolean;
  disabled?: boolean;
  onFile?: (file: File) => void;
};

/** A place to drop a file or choose one. The file sits in a native field, so that a form can send it. */
export function FileDrop({ name = 'file', hint, accept, required, disabled, onFile }: FileDropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const take = (file: File | undefined) => {
    if (!file) return;
    setChosen(file.name);
    onFile?.(file);
  };
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (disabled || !input.current) return;
        input.current.files = event.dataTransfer.files;
        take(event.dataTransfer.files[0]);
      }}
      className={cx(
        'flex min-h-20 items-center gap-4 rounded-control border border-dashed px-6 py-4 transition-colors',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        over ? 'border-accent bg-accent-tint' : 'border-line-control bg-sunken hover:bg-hover',
      )}
    >
      <FileUp size={18} className="shrink-0 text-ink-2" aria-hidden="true" />
      <span className="min-w-0">
        <span className="block font-medium break-words">
          {chosen ?? (
            <>
              Drop a file here, or <span className="text-accent">choose one</span>
            </>
          )}
        </span>
        <span className="block text-small text-ink-2">{hint}</span>
      </span>
      <input
        ref={input}
        id={id}
        type="file"
        name={name}
        accept={accept}
        required={required}
        disabled={disabled}
        onChange={(event) => take(event.currentTarget.files?.[0])}
        className="sr-only"
      />
    </label>
  );
}
