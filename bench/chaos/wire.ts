// As much of the Postgres protocol (version 3, "Message Formats" in its manual) as tells where an insert stands.

/** One whole message. `type` is empty for the untyped ones with which a client opens a connection. */
export type Message = { type: string; bytes: Buffer };

const STARTUP = 196_608;

/** Cuts what arrives on one direction of a connection into whole messages. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #untyped: boolean;

  /** @param opening true for what the client sends: its first messages bear no type */
  constructor(opening: boolean) {
    this.#untyped = opening;
  }

  push(chunk: Buffer): Message[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const head = this.#untyped ? 0 : 1;
      if (this.#rest.length < head + 4) return messages;
      const length = head + this.#rest.readInt32BE(head);
      if (this.#rest.length < length) return messages;
      const bytes = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      messages.push({ type: this.#untyped ? '' : String.fromCharCode(bytes[0] ?? 0), bytes });
      if (this.#untyped && bytes.readInt32BE(4) === STARTUP) this.#untyped = false;
    }
  }
}

/** The `application_name` of a start-up message; undefined in any other untyped message (a request to cancel). */
export function applicationOf({ bytes }: Message): string | undefined {
  if (bytes.readInt32BE(4) !== STARTUP) return undefined;
  const parts = bytes.toString('utf8', 8).split('\0');
  const at = parts.findIndex((part, index) => index % 2 === 0 && part === 'application_name');
  return at < 0 ? '' : parts[at + 1];
}

/** The name that a Parse (`P`) gives to a statement, and its text. */
export function parsedStatement({ bytes }: Message): { name: string; text: string } {
  const [name = '', text = ''] = bytes.toString('utf8', 5).split('\0');
  return { name, text };
}

/** The statement that a Bind (`B`) gives values to. */
export function boundStatement({ bytes }: Message): string {
  return textAt(bytes, bytes.indexOf(0, 5) + 1);
}

/** The text of a simple query (`Q`). */
export function queryText({ bytes }: Message): string {
  return textAt(bytes, 5);
}

/** Whether a ReadyForQuery (`Z`) says that no transaction is open: what ran before it is committed, or failed. */
export function isOutsideTransaction({ bytes }: Message): boolean {
  return bytes[5] === 'I'.charCodeAt(0);
}

function textAt(bytes: Buffer, from: number): string {
  return bytes.toString('utf8', from, bytes.indexOf(0, from));
}
