import { CopyButton } from '#components/ui/copy-button.tsx';

/** A text that is shown once: in full, to select or copy. `what` names it for the copy button. */
export function SecretText({ text, what }: { text: string; what: string }) {
  return (
    <div className="flex items-start gap-2 rounded-control bg-sunken p-2.5">
      <code className="min-w-0 flex-1 font-mono text-small break-all select-all">{text}</code>
      <CopyButton text={text} what={what} withText size={24} />
    </div>
  );
}
