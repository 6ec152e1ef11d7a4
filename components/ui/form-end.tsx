import { Button } from '#components/ui/button.tsx';
import { DialogClose } from '#components/ui/dialog.tsx';

/** The end of a form in a dialog: what went wrong beside no field, the way out, and the button that sends it. */
export function FormEnd({ form, send }: { form: { message?: string; busy: boolean }; send: string }) {
  return (
    <>
      {form.message && (
        <p role="alert" className="text-crit">
          {form.message}
        </p>
      )}
      <div className="flex justify-end gap-2 pt-2">
        <DialogClose asChild>
          <Button size={32} keys={['Escape']}>
            Leave it
          </Button>
        </DialogClose>
        <Button type="submit" size={32} variant="primary" busy={form.busy}>
          {send}
        </Button>
      </div>
    </>
  );
}
