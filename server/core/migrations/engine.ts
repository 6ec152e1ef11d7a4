import 'server-only';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationAdapter } from '#server/core/migrations/adapter.ts';

let panic = '';

/**
 * Prisma's schema engine, as WebAssembly, over an adapter of ours. It leaves a timer of 10 s behind: run it in a
 * process that ends with process.exit.
 * @param schema path and text of schema.prisma, where a diff needs it
 */
export async function openEngine(adapter: MigrationAdapter): Promise<Engine> {
  loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(adapter);
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, factory);
  return {
    async ask(question) {
      try {
        return await question(engine);
      } catch (error) {
        throw causeOf(error, factory.errorRegistry);
      }
    },
  };
}

export type Engine = {
  /** Asks the engine; what it throws becomes an EngineError that says the cause. */
  ask<T>(question: (engine: bindings.SchemaEngine) => Promise<T>): Promise<T>;
};

/** What the engine or the database beneath it refused. */
export class EngineError extends Error {
  override name = 'EngineError';
}

function loadEngine(): void {
  if (Reflect.has(globalThis, 'PRISMA_WASM_PANIC_REGISTRY')) return;
  // Without it a panic of the engine reads "Cannot read properties of undefined".
  Reflect.set(globalThis, 'PRISMA_WASM_PANIC_REGISTRY', {
    set_message: (message: string) => {
      panic = message;
    },
  });
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const module = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': { ...bindings } });
  bindings.__wbg_set_wasm(exports);
  if (typeof exports.__wbindgen_start === 'function') exports.__wbindgen_start();
}

/** "External error id#0" stands for an error of the driver, kept in the registry under that number. */
function causeOf(error: unknown, registry: { consumeError(id: number): { error: unknown } | undefined }): Error {
  const message = error instanceof Error ? error.message : String(error);
  const id = /External error id#(\d+)/.exec(message)?.[1];
  const cause = id === undefined ? undefined : registry.consumeError(Number(id))?.error;
  if (cause instanceof Error) return new EngineError(cause.message, { cause });
  return new EngineError(panic === '' ? message : `${message} ${panic}`, { cause: error });
}
