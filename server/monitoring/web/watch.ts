import 'server-only';
import type { Cause } from '#lib/monitoring/cause.ts';
import { monitorMessageSchema } from '#lib/monitoring/message.ts';
import { causesOfWeb } from '#lib/monitoring/web/causes.ts';

/** It is looked at every second: after a longer break this process itself stood still, and heard nobody. */
const STOOD_STILL_MS = 5_000;

/** Whether the web is heard of, as the worker knows. The worker is started once the web is up: it has a minute from then on. */
export class WebWatch {
  #heardAt: number;
  #lookedAt: number;

  constructor(now = new Date()) {
    this.#heardAt = now.getTime();
    this.#lookedAt = now.getTime();
  }

  /** Takes in what a web process sent; whatever is no word of its pools is left alone. */
  receive(message: unknown, now = new Date()): void {
    const parsed = monitorMessageSchema.safeParse(message);
    if (parsed.success && parsed.data.kind === 'pools') this.#heardAt = now.getTime();
  }

  causes(now: Date): Cause[] {
    const at = now.getTime();
    const stoodMs = at - this.#lookedAt;
    if (stoodMs > STOOD_STILL_MS) this.#heardAt = Math.min(at, this.#heardAt + stoodMs);
    this.#lookedAt = at;
    return causesOfWeb(this.#heardAt, now);
  }
}
