import type { Result } from '#lib/result.ts';
import type { SavedText, TypedText } from './detail.ts';

/** A pause in typing after which the text is kept. */
const RESTS_MS = 800;

type Saving =
  | { state: 'saved' | 'typed' | 'saving' }
  | { state: 'failed'; message: string }
  | { state: 'conflict'; by: string | null; text: string; at: string | null };

export type Written = {
  text: string;
  saving: Saving;
  /** When it was saved, and by whom if not here. */
  saved: Pick<TypedText, 'at' | 'by'>;
};

type Send = (text: string, basis: string | null) => Promise<Result<SavedText>>;

/**
 * A text that is kept while it is typed, one save at a time; whoever was overtaken is told and chooses. It lives on when the field
 * that shows it is gone, so that an answer which comes then finds it.
 */
export class Writing {
  readonly #send: Send;
  readonly #listeners = new Set<() => void>();
  #now: Written;
  #wanted: string | undefined;
  #isBusy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #afterwards: ((now: Written) => void) | null = null;
  /** What was told of last when the field was gone. */
  #told: Saving | null = null;

  constructor(given: TypedText, send: Send) {
    this.#now = { text: given.text, saving: { state: 'saved' }, saved: given };
    this.#send = send;
  }

  readonly now = (): Written => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes over what somebody wrote since, unless something of one's own is not saved yet. */
  take(given: TypedText): void {
    const { saving, saved } = this.#now;
    if (saving.state === 'saved' && given.at !== null && given.at > (saved.at ?? ''))
      this.#show({ text: given.text, saved: given });
  }

  readonly type = (text: string): void => {
    this.#wanted = text;
    this.#show({ text });
    if (this.#now.saving.state === 'conflict') return;
    this.#show({ saving: { state: 'typed' } });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.flush, RESTS_MS);
  };

  /** Ends a conflict: with the other's text, or with one's own over it. */
  readonly settle = (keep: 'mine' | 'theirs'): void => {
    const { text, saving } = this.#now;
    if (saving.state !== 'conflict') return;
    this.#wanted = keep === 'mine' ? text : undefined;
    this.#show({
      text: keep === 'mine' ? text : saving.text,
      saving: { state: keep === 'mine' ? 'typed' : 'saved' },
      saved: { at: saving.at, by: saving.by },
    });
    this.flush();
  };

  /** Keeps at once what was typed, unless there is a choice to be made first. */
  readonly flush = (): void => void this.#save();

  /** The field is shown. */
  open(): void {
    this.#afterwards = null;
  }

  /**
   * The field is gone: what was typed is kept at once.
   * @param afterwards told how it stands when that has ended, unless the field is shown again or that was told before
   */
  close(afterwards: (now: Written) => void): void {
    this.#afterwards = (now) => {
      if (now.saving !== this.#told) afterwards(now);
      this.#told = now.saving;
    };
    this.flush();
    if (!this.#isBusy) this.#afterwards(this.#now);
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    const next = this.#wanted;
    if (this.#isBusy || next === undefined || this.#now.saving.state === 'conflict') return;
    this.#isBusy = true;
    this.#wanted = undefined;
    this.#show({ saving: { state: 'saving' } });
    const result = await this.#send(next, this.#now.saved.at).catch(() => null);
    this.#isBusy = false;
    if (result === null || !result.ok) {
      this.#wanted ??= next;
      this.#show({ saving: { state: 'failed', message: result?.message ?? 'Not saved: the server gave no answer.' } });
    } else if (!result.value.saved) {
      const { by, text, at } = result.value;
      this.#show({ saving: { state: 'conflict', by, text, at } });
    } else {
      this.#show({ saved: { at: result.value.at, by: null } });
      if (this.#wanted !== undefined) return this.#save();
      this.#show({ saving: { state: 'saved' } });
    }
    this.#afterwards?.(this.#now);
  }

  #show(change: Partial<Written>): void {
    this.#now = { ...this.#now, ...change };
    for (const listener of this.#listeners) listener();
  }
}
